"""The site of postil itself: this folder, and the posts in `posts/` beside it."""

import os
from pathlib import Path

project = "postil"
# Brings MyST, ABlog's options and the book theme; mounts ../posts as posts/.
extensions = ["postil"]

html_theme = "sphinx_book_theme"
html_theme_options = {
    "repository_url": "https://github.com/postil/postil",
    "repository_branch": "main",
    # Where this folder lies in the repository; postil finds the way to posts/ from there.
    "path_to_docs": "docs",
    "use_edit_page_button": True,
    "use_source_button": True,
}

# The theme's list of pages, and the newest posts below it.
html_sidebars = {"**": ["sbt-sidebar-nav.html", "postil/recentposts.html", "postil/series.html"]}

# Browsers ask for an icon in any case.
html_favicon = "images/icon.svg"

blog_title = "postil"
# Read the Docs says where it publishes each version; a build at home takes the latest one's address.
blog_baseurl = os.environ.get("READTHEDOCS_CANONICAL_URL", "https://postil.readthedocs.io/en/latest/")
blog_authors = {
    "postil": {
        "name": "The postil makers",
        "avatar": "images/makers.svg",
        "bio": "The people who write postil, and write with it. What they learn on the way stands here.",
        "link": "https://github.com/postil/postil",
    },
}

# Comments are kept in the repository's issues, and loaded when somebody scrolls to them.
postil_comments = {"engine": "utterances", "repo": "postil/postil"}

# A shallow clone, such as services that build the site may have, does not know when a file was changed; elsewhere there
# may be no git.
repository = Path(__file__).parent.parent
postil_updated_from_git = (repository / ".git").exists() and not (repository / ".git" / "shallow").exists()
suppress_warnings = ["postil.git"]
