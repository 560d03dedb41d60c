"""What is handed out of the program: documents and files."""
