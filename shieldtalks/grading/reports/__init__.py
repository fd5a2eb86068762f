"""What a grading run leaves for people: results, marks, pages, files for gradebooks."""
