"""Records and the catalogue from files, as people have them: CSV or XLSX, Chinese headers, GBK."""
