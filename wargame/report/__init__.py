"""What leaves the program for other programs: documents, and one file for each format to come."""
