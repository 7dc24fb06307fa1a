"""Import blogs from other engines and services.

Enters: A folder, a zip file or a file that another engine keeps or exports.
Leaves: Posts as Markdown files with their images, the map of old URLs, and a report.
"""
