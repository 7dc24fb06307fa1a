"""Configuration of postil's own site: the docs in this folder, and the posts in `posts/` next to it."""

import os
from pathlib import Path

project = "postil"
# Loads MyST and ABlog, sets sphinx-book-theme, and adds the posts in ../posts.
extensions = ["postil"]

html_theme = "sphinx_book_theme"
html_theme_options = {
    "repository_url": "https://github.com/postil/postil",
    "repository_branch": "main",
    # The path of this folder in the repository. postil derives the edit links of posts from it.
    "path_to_docs": "docs",
    "use_edit_page_button": True,
    "use_source_button": True,
}

# The theme's list of pages, then the newest posts and the series.
postil_sidebar = "pages"
html_sidebars = {"**": ["sbt-sidebar-nav.html", "postil/recentposts.html", "postil/series.html"]}

# Browsers request a favicon in any case.
html_favicon = "images/icon.svg"

blog_title = "postil"
# Read the Docs sets the variable to the URL of each version; other builds use the URL of the latest version.
blog_baseurl = os.environ.get("READTHEDOCS_CANONICAL_URL", "https://postil.readthedocs.io/en/latest/")
blog_authors = {
    "postil": {
        "name": "The postil makers",
        "avatar": "images/makers.svg",
        "bio": "The people who write postil, and write with it. They write here about what they learn on the way.",
        "link": "https://github.com/postil/postil",
    },
}

# The footer, and how to cite a post.
copyright = "2026, The postil makers"
postil_license = ("BSD 3-Clause", "https://github.com/postil/postil/blob/main/LICENSE")
postil_footer_links = {"Code": "https://github.com/postil/postil"}
postil_cite = True

# The how-to pages have screenshots with captions.
postil_figure_pages = "all"

# Comments are stored in the repository's GitHub issues, and loaded when a reader scrolls to them.
postil_comments = {"engine": "utterances", "repo": "postil/postil"}

# A shallow clone, as CI services make it, lacks the dates of older changes; other copies may have no git history.
repository = Path(__file__).parent.parent
postil_updated_from_git = (repository / ".git").exists() and not (repository / ".git" / "shallow").exists()
suppress_warnings = ["postil.git"]
