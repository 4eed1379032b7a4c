"""What people work from: lists, search, meetings."""
