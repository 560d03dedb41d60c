"""What leaves the program: documents for other programs, files, and one file for each format to come."""
