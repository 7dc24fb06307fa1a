"""`postil serve`: after each save, the pages are updated and the browser reloads."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from postil.testing import SiteBuilder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Post = Callable[..., str]

# Seconds to wait for anything, also on a busy machine.
TIMEOUT = 60.0
ALL_ADDRESSES = "0.0.0.0"  # noqa: S104 - to open the preview on a phone
CONF = 'extensions = ["postil"]\nhtml_theme = "basic"\nblog_baseurl = "https://example.org/"\n'


class Preview:
    """A running preview, its site and its output in the terminal."""

    def __init__(self, site: SiteBuilder, host_and_port: str, log: Path) -> None:
        self.site, self.host_and_port, self._log = site, host_and_port, log

    @property
    def log_text(self) -> str:
        return self._log.read_text("utf-8")

    @property
    def builds(self) -> int:
        return self.log_text.count("Built in ")

    def get(self, path: str) -> str:
        while True:  # a page that is being written may be incomplete
            with (
                suppress(http.client.IncompleteRead),
                urllib.request.urlopen(f"http://{self.host_and_port}/{path}") as answer,
            ):
                return str(answer.read().decode())

    def notices(self, path: str) -> list[str]:
        return [notice.get_text() for notice in BeautifulSoup(self.get(path), "lxml").select("aside[role=alert]")]

    def save(self, **posts: str | None) -> None:
        """Write posts, and return when the pages reload."""
        self.after_reload(lambda: self.site.write({f"posts/{name}.md": text for name, text in posts.items()}))

    def after_reload(self, act: Callable[[], None]) -> None:
        with connect(f"ws://{self.host_and_port}/websocket-reload") as socket:
            with suppress(TimeoutError):
                while True:  # messages of earlier saves
                    socket.recv(timeout=0.3)
            act()
            assert socket.recv(timeout=TIMEOUT) == "refresh"

    def wait_for(self, condition: Callable[[], bool]) -> None:
        end = time.monotonic() + TIMEOUT
        while not condition():
            assert time.monotonic() < end, self.log_text
            time.sleep(0.05)


@contextmanager
def running(site: SiteBuilder, command: list[str], log: Path, pattern: str) -> Iterator[Preview]:
    """Run a command that serves `site` until its log matches `pattern` and a URL; stop it as Ctrl+C does."""
    with log.open("w", encoding="utf-8") as output:
        environment = os.environ | {"PYTHONUNBUFFERED": "1"}
        process = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, *command], cwd=site.folder, stdout=output, stderr=output, env=environment
        )
        try:
            end = time.monotonic() + TIMEOUT
            while not (match := re.search(rf"{pattern} http://([\w.:\[\]]+:\d+)", log.read_text("utf-8"))):
                assert process.poll() is None, log.read_text("utf-8")
                assert time.monotonic() < end, log.read_text("utf-8")
                time.sleep(0.05)
            preview = Preview(site, match[1], log)
            preview.wait_for(lambda: is_reachable(preview))
            yield preview
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(TIMEOUT)


def shows(preview: Preview, path: str, text: str) -> bool:
    """Return whether a page is there and contains `text`."""
    try:
        return text in preview.get(path)
    except urllib.error.HTTPError as error:
        error.close()
    except (urllib.error.URLError, ConnectionError):
        pass
    return False


def is_reachable(preview: Preview) -> bool:
    return shows(preview, "index.html", "")


@pytest.fixture
def preview(tmp_path: Path, post: Post) -> Iterator[Preview]:
    site = SiteBuilder(tmp_path / "site", theme="basic")
    site.write({"docs/conf.py": CONF, "docs/index.md": "# Home\n\n```{postlist}\n:excerpts:\n```\n"})
    site.write({"posts/a.md": post("First words.\n", title="A"), "posts/b.md": post("Other words.\n", title="B")})
    command = ["-m", "postil", "serve", "--port", "0", "-j", "1"]
    with running(site, command, tmp_path / "log.txt", "Serving on") as found:
        yield found


def test_a_save_updates_all_pages(preview: Preview, post: Post) -> None:
    """Text, excerpts, drafts, new and deleted posts, tags: all before the reload; of many saves, the last."""
    preview.save(a=post("New words.\n", title="A", tags=["x"]))
    assert "New words" in preview.get("posts/a.html")
    assert "New words" in preview.get("index.html")
    assert "New words" in preview.get("blog/tag/x.html")

    preview.save(c=post("A third.\n", title="C", draft=True))
    assert "postil-badge" in preview.get("posts/c.html")
    assert "A third" in preview.get("index.html")

    preview.save(c=None)
    assert "A third" not in preview.get("index.html")

    # The search index and the feed are updated later.
    live = preview.site.folder / "build" / "live"
    preview.wait_for(lambda: "third" not in (live / "searchindex.js").read_text("utf-8"))
    preview.wait_for(lambda: "New words" in (live / "blog/atom.xml").read_text("utf-8"))

    for number in range(200):
        preview.site.write({"posts/a.md": post(f"Save {number}.\n", title="A")})
    preview.wait_for(lambda: "Save 199." in preview.get("posts/a.html"))


def test_a_post_that_cannot_be_built_leaves_the_last_good_page(preview: Preview, post: Post) -> None:
    preview.save(a="---\ntitle: [unclosed\n---\n\nBroken words.\n")
    page = preview.get("posts/a.html")
    assert "First words" in page
    assert re.search(r"a\.md:\d+: WARNING", preview.log_text)
    [notice] = preview.notices("posts/a.html")
    assert re.match(r"Build warning in posts/a\.md, line \d+\n.*YAML", notice)
    assert preview.notices("posts/b.html") == []
    assert 'role="alert"' not in (preview.site.folder / "build/live/posts/a.html").read_text("utf-8")

    preview.save(b=post("Others go on.\n", title="B"))  # one invalid post does not stop the others
    assert "Others go on" in preview.get("posts/b.html")
    assert "First words" in preview.get("posts/a.html")

    preview.save(a=post("Mended words.\n", title="A"))
    assert "Mended words" in preview.get("posts/a.html")
    assert preview.notices("posts/a.html") == []


def test_an_error_in_an_extension_leaves_the_last_good_page(preview: Preview, post: Post) -> None:
    extension = (
        "from docutils.parsers.rst import Directive\n\n\n"
        "class Boom(Directive):\n    def run(self):\n        raise RuntimeError('<boom>')\n\n\n"
        "def setup(app):\n    app.add_directive('boom', Boom)\n"
    )
    conf = CONF.replace('["postil"]', '["postil", "boom"]')
    conf = f"import sys, pathlib\nsys.path.insert(0, str(pathlib.Path(__file__).parent))\n{conf}"
    preview.after_reload(lambda: preview.site.write({"docs/boom.py": extension, "docs/conf.py": conf}))

    preview.save(a=post("Bad words.\n\n```{boom}\n```\n", title="A"))
    assert "First words" in preview.get("posts/a.html")
    assert "RuntimeError: <boom>" in preview.log_text
    assert any("RuntimeError: <boom>" in notice for notice in preview.notices("posts/b.html"))

    preview.save(a=post("Good words.\n", title="A"))
    assert "Good words" in preview.get("posts/a.html")
    assert "Good words" in preview.get("index.html")
    assert preview.notices("posts/b.html") == []


def test_a_change_of_options_or_templates_restarts_the_build(preview: Preview, post: Post) -> None:
    conf = CONF + 'blog_title = "Another name"\ntemplates_path = ["_templates"]\n'
    card = "<article class='postil-card'>My own card of {{ post.title }}</article>"
    files: dict[str, str | bytes | None] = {"docs/_templates/postil/card.html": card}
    preview.after_reload(lambda: preview.site.write({"docs/conf.py": conf}))
    assert "Another name" in preview.get("posts/a.html")
    preview.after_reload(lambda: preview.site.write(files))
    preview.wait_for(lambda: "My own card of A" in preview.get("blog.html"))

    preview.after_reload(lambda: preview.site.write({"docs/conf.py": "1 / 0\n"}))
    assert "division by zero" in preview.log_text
    preview.site.write({"posts/a.md": post("Meanwhile.\n", title="A")})
    preview.wait_for(lambda: preview.log_text.count("division by zero") > 1)
    assert any("division by zero" in notice for notice in preview.notices("posts/a.html"))
    preview.after_reload(lambda: preview.site.write({"docs/conf.py": CONF}))
    assert preview.notices("posts/a.html") == []
    assert "Meanwhile" in preview.get("posts/a.html")


@pytest.mark.parametrize("seconds", [0, pytest.param(2, marks=pytest.mark.long)])
def test_a_folder_that_is_deleted_and_restored_is_watched(preview: Preview, post: Post, seconds: float) -> None:
    """Git does so when you switch to a branch without the folder and back."""
    posts, aside = preview.site.folder / "posts", preview.site.folder / "aside"
    shutil.copytree(posts, aside)
    shutil.rmtree(posts)
    time.sleep(seconds)
    shutil.copytree(aside, posts)
    time.sleep(2)
    preview.wait_for(lambda: "First words" in preview.get("index.html"))

    preview.save(a=post("New words.\n", title="A"))
    assert "New words" in preview.get("index.html")


def test_a_folder_that_is_created_later_is_mounted(tmp_path: Path, post: Post) -> None:
    site = SiteBuilder(tmp_path / "site", theme="basic")
    site.write({"docs/conf.py": CONF, "docs/index.md": "# Home\n\n```{postlist}\n```\n"})
    command = ["-m", "postil", "serve", "docs", "build/live", "--port", "0"]
    with running(site, command, tmp_path / "log.txt", "Serving on") as preview:
        preview.save(a=post("One.\n"))
        assert "One." in preview.get("posts/a.html")
        preview.save(a=post("Two.\n"))
        assert "Two." in preview.get("posts/a.html")


def test_saves_during_a_build_cause_one_more_build(preview: Preview, post: Post) -> None:
    slow = "import time\n\n\ndef setup(app):\n    app.connect('env-before-read-docs', lambda *_: time.sleep(1))\n"
    conf = "import sys, pathlib\nsys.path.insert(0, str(pathlib.Path(__file__).parent))\n"
    conf += CONF.replace('["postil"]', '["postil", "slow"]')
    preview.after_reload(lambda: preview.site.write({"docs/slow.py": slow, "docs/conf.py": conf}))
    before = preview.builds
    preview.site.write({"posts/a.md": post("One.\n", title="A")})
    time.sleep(0.4)  # the build runs
    preview.site.write({"posts/a.md": post("Two.\n", title="A")})
    preview.site.write({"posts/b.md": post("Three.\n", title="B")})

    preview.wait_for(lambda: "Two." in preview.get("posts/a.html") and "Three." in preview.get("posts/b.html"))
    time.sleep(1.5)
    assert preview.builds - before == 2


def test_plain_sphinx_autobuild(tmp_path: Path, post: Post) -> None:
    site = SiteBuilder(tmp_path / "site", theme="basic")
    site.write({"docs/conf.py": CONF, "docs/index.md": "# Home\n\n```{postlist}\n```\n", "posts/a.md": post("One.\n")})
    command = ["-m", "sphinx_autobuild", "docs", "build/html", "--watch", "posts", "--port", "0"]
    with running(site, command, tmp_path / "log.txt", "Serving on") as preview:
        preview.save(a=post("Two.\n"))
        assert "Two." in preview.get("posts/a.html")


def request(preview: Preview, path: str, host: str = "") -> tuple[int, str]:
    """Request exactly this path; return status and text."""
    connection = http.client.HTTPConnection(preview.host_and_port)
    connection.putrequest("GET", path, skip_host=True)
    connection.putheader("Host", host or preview.host_and_port)
    connection.endheaders()
    with closing(connection), connection.getresponse() as answer:
        return answer.status, answer.read().decode()


def test_other_hosts_and_origins_are_rejected(preview: Preview) -> None:
    """No path leads out of the output folder either."""
    status, text = request(preview, "/posts/a.html", "evil.example")
    assert status == 403
    assert "--allow-host evil.example" in text
    assert "First words" not in text
    for origin in (Origin("http://evil.example"), Origin("null")):
        with pytest.raises(InvalidStatus), connect(f"ws://{preview.host_and_port}/websocket-reload", origin=origin):
            pass

    (preview.site.folder / "build" / "secret.html").write_text("SECRET", "utf-8")
    paths = ["/../secret.html", "/%2e%2e/secret.html", "/..%2fsecret.html", "/posts/../../secret.html", "//etc/passwd"]
    for path in [*paths, "/%2fetc/passwd", "/..%5csecret.html", "/%00", "/" + "a" * 5000, "/no/such/page.html"]:
        status, text = request(preview, path)
        assert status == 404, path
        assert "SECRET" not in text
        assert "root:" not in text
    assert "Traceback" not in preview.log_text


@pytest.mark.parametrize(
    "host", [ALL_ADDRESSES, *(pytest.param(host, marks=pytest.mark.long) for host in ("::1", "localhost"))]
)
def test_pages_reload_at_the_url_that_they_were_opened_with(tmp_path: Path, post: Post, host: str) -> None:
    if host == "::1" and not socket.has_dualstack_ipv6():
        pytest.skip("no IPv6 here")
    site = SiteBuilder(tmp_path / "site", theme="basic")
    site.write({"docs/conf.py": CONF, "docs/index.md": "# Home\n", "posts/a.md": post("One.\n")})
    command = ["-m", "postil", "serve", "--port", "0", "-j", "1", "--host", host]
    with running(site, command, tmp_path / "log.txt", "Serving on") as preview:
        page = preview.get("posts/a.html")
        assert host not in page
        assert '"../websocket-reload?version=' in page
        assert "location.href" in page
        preview.save(a=post("Two.\n"))
        # Pages that were not connected at the save reload when they connect.
        version = re.search(r"\?version=(\d+)", page)
        assert version
        for _device in range(2):
            with connect(f"ws://{preview.host_and_port}/websocket-reload?version={version[1]}") as device:
                assert device.recv(timeout=TIMEOUT) == "refresh"


def test_files_outside_of_the_folders_are_watched(preview: Preview, post: Post) -> None:
    """Included files and targets of symbolic links, also if they are replaced."""
    folder = preview.site.folder
    preview.site.write({"part.md": "PART ONE\n", "elsewhere/linked.md": post("LINK ONE\n", title="L")})
    (folder / "posts" / "linked.md").symlink_to("../elsewhere/linked.md")
    preview.wait_for(lambda: "LINK ONE" in preview.get("index.html"))
    preview.save(a=post("```{include} ../part.md\n```\n", title="A"))
    assert "PART ONE" in preview.get("posts/a.html")

    preview.after_reload(lambda: preview.site.write({"part.md": "PART TWO\n"}))
    assert "PART TWO" in preview.get("posts/a.html")
    preview.after_reload(lambda: preview.site.write({"elsewhere/linked.md": post("LINK TWO\n", title="L")}))
    assert "LINK TWO" in preview.get("posts/linked.html")

    def replace() -> None:
        preview.site.write({"new.md": "PART THREE\n"})
        (folder / "new.md").replace(folder / "part.md")

    preview.after_reload(replace)
    assert "PART THREE" in preview.get("posts/a.html")

    preview.save(b=post("```{include} ../later.md\n```\n", title="B"))  # a file that does not exist yet
    assert any("later.md" in notice for notice in preview.notices("posts/b.html"))
    preview.save(b=post("```{include} later.txt\n```\n", title="B"))
    preview.after_reload(lambda: preview.site.write({"posts/later.txt": "LATER\n"}))
    assert "LATER" in preview.get("posts/b.html")
    assert preview.notices("posts/b.html") == []


def test_a_deleted_output_folder_is_rebuilt(preview: Preview, post: Post) -> None:
    shutil.rmtree(preview.site.folder / "build")
    preview.wait_for(lambda: shows(preview, "index.html", "First words"))
    preview.site.write({"posts/a.md": post("New words.\n", title="A")})
    # The pages may reload once more for the deleted folder before they do for this.
    preview.wait_for(lambda: shows(preview, "posts/a.html", "New words"))
    assert "Traceback" not in preview.log_text


@pytest.mark.parametrize(("signal_name", "status"), [("SIGINT", 0), ("SIGTERM", 143), ("SIGHUP", 129)])
@pytest.mark.parametrize("twice", [False, True])
def test_a_signal_stops_the_preview_during_a_build(tmp_path: Path, signal_name: str, status: int, twice: bool) -> None:  # noqa: FBT001
    """Its child processes end as well: conf.py writes one file at its start and one at its end."""
    slow = "import pathlib, time\npathlib.Path('../began').touch()\ntime.sleep(4)\npathlib.Path('../ended').touch()\n"
    SiteBuilder(tmp_path).write({"docs/conf.py": slow + CONF, "docs/index.md": "# Home\n"})
    command = [sys.executable, "-m", "postil", "serve", "--port", "0"]
    with (tmp_path / "log.txt").open("w") as log:
        process = subprocess.Popen(command, cwd=tmp_path, stdout=log, stderr=log, start_new_session=True)  # noqa: S603
        end = time.monotonic() + TIMEOUT
        while not (tmp_path / "began").exists():
            assert time.monotonic() < end
            time.sleep(0.05)
        for _time in range(1 + twice):
            with suppress(ProcessLookupError):
                os.killpg(process.pid, getattr(signal, signal_name))
            time.sleep(0.02)
        assert process.wait(3) == status
    time.sleep(4)
    assert not (tmp_path / "ended").exists()
    assert "Traceback" not in (tmp_path / "log.txt").read_text("utf-8")
