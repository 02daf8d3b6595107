"""What the business means. Pure: values and relations in, values and relations out."""
