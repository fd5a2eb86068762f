"""The course as a static site: pages to read, and JupyterLite to run it in the browser."""
