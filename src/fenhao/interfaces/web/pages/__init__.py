"""The pages, one file each; their registry is ``urls.NAVIGATION``."""
