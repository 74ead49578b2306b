"""Where foreign formats and foreign parties stop: files are read here and handed in parsed."""
