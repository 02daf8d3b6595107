"""Between the books and the warehouse: subledger postings in, spend published out."""
