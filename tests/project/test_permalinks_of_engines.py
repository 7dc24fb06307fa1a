"""The URLs that other blog engines give to posts: the same files have the same URLs after a move.

The expected URLs are those of Hugo 0.168, Pelican 4.12, Jekyll 4.3 and Zola for these files.
"""

from __future__ import annotations

import posixpath
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from postil.blog.permalink import parse_pattern
from postil.config.validators import permalink_patterns
from postil.front_matter.publish_rules import PublishRules
from postil.front_matter.status import status_of_text
from postil.post_slug import SlugStyle
from postil.project.permalinks import wanted_docname

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def url(
    path: str, front: str = "", pattern: object = "", *, style: str = "keep", zone: str = "UTC", keys: bool = True
) -> str:
    """Return the URL of a post with the `html` builder; folders instead of their index pages."""
    rules = PublishRules(
        zone=ZoneInfo(zone),
        now=NOW,
        permalinks=permalink_patterns(pattern),
        slug_style=SlugStyle(style),
        permalink_keys=keys,
        author_names={"ada": "Ada Lovelace"},
        default_author="ada",
        folders=("posts", "notes", "link"),
    )
    fence = "+++" if " = " in front.partition("\n")[0] else "---"
    status = status_of_text(f"{fence}\n{front}\n{fence}\n\n# A heading\n\nText.\n", path, rules)
    assert status.front_matter
    docname = wanted_docname(path, posixpath.splitext(path)[0], status, rules)
    return docname.removesuffix("index") if docname.endswith("/index") else f"{docname}.html"


TITLE = 'title: "Twenty years: what I\'ve learned (part 2.1)"'
CATEGORIES = "title: A\ncategories: [Travel, Data Science]"


@pytest.mark.parametrize(
    ("pattern", "front", "expected"),
    [
        ("{category}/{year}/{month}/{day}/{slug}.html", CATEGORIES, "travel/data science/2024/03/04/Walk.html"),
        ("{category}/{year}/{month}/{day}/{slug}.html", "title: A", "2024/03/04/Walk.html"),
        ("/{category}/{year}/{month}/{day}/{slug}/", CATEGORIES, "travel/data science/2024/03/04/Walk/"),
        ("/{category}/{year}/{ordinal}/{slug}.html", "category: Travel", "travel/2024/064/Walk.html"),
        ("/{category}/{slug}.html", "category: [a, b, A]", "a/b/Walk.html"),
        ("/{category}/{slug}.html", "categories: jekyll update", "jekyll/update/Walk.html"),
        ("/{category}/{slug}.html", "category: data science", "data science/Walk.html"),
        ("/{category}/{slug}.html", "categories: a, b c", "a/b c/Walk.html"),
        ("/{category}/{slug}.html", "categories: [a b, {name: c}]\ncategory: d", "a b/c/d/Walk.html"),
        ("{category}/{year}/W{date:%V}/{date:%a}/{slug}.html", "title: A", "2024/W10/Mon/Walk.html"),
        ("/{date:%y}/{date:%-m}/{date:%-d}/{slug}", "", "24/3/4/Walk.html"),
        ("/{date:%b}-{date:%B}-{date:%A}/{slug}", "", "Mar-March-Monday/Walk.html"),
        ("/{date:%G}/{date:%u}/{date:%H%M%S}/{slug}", "date: 2024-12-30 09:05:07", "2025/1/090507/Walk.html"),
    ],
)  # fmt: skip
def test_jekyll_styles(pattern: str, front: str, expected: str) -> None:
    """`date`, `pretty`, `ordinal`, `none`, `weekdate`, and its other fields."""
    assert url("posts/2024-03-04-Walk.md", front, pattern) == expected


@pytest.mark.parametrize(
    ("name", "front", "slug"),
    [
        ("2024-03-24-Towards-Arches.md", "", "Towards-Arches"),
        ("2024-03-25-release-1.13.0.md", "", "release-1.13.0"),
        ("2024-03-26-a---b.md", "", "a-b"),
        ("2024-03-26-what's up, doc.md", "", "what's-up,-doc"),
        ("2024-03-26-(a)_b~c!.md", "", "(a)_b~c!"),
        ("2024-03-26-50% & more?.md", "", "50-&-more"),
        ("2024-03-26-Über-das-Gehen.md", "", "Über-das-Gehen"),
        ("2024-03-26-हिन्दी 散歩.md", "", "हिन्दी-散歩"),
        ("2024-03-26--a-.md", "", "a"),
        ("2024-03-27-D.md", "slug: Two_Words.v2", "Two_Words.v2"),
        ("2024-03-27-D/index.md", "", "D"),
        ("2024-03-26-" + "arch-" * 40 + "end.md", "", "arch-" * 40 + "end"),
    ],
)
def test_jekyll_names(name: str, front: str, slug: str) -> None:
    assert url(f"posts/{name}", front, "{year}/{slug}/") == f"2024/{slug}/"


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Twenty years: what I've learned (part 2.1)", "twenty-years-what-ive-learned-part-2.1"),
        ("Ça va — déjà vu…", "ça-va-déjà-vu"),
        ("你好, 世界!", "你好-世界"),
        ("हिन्दी", "हिन्दी"),
        ("a -- b   c", "a--b-c"),
        ("a + b", "a--b"),
        ("C# and C++ tips", "c#-and-c-tips"),
        ("3/4 of it, 50% off", "3-4-of-it-50-off"),
        ("Node.js_v2 @home ~ x", "node.js_v2-@home-~-x"),
        ("Emoji 🚀 launch", "emoji-launch"),
        ("«Ваш» день", "ваш-день"),
        ("don’t", "dont"),
        ("-dash- start-", "-dash-start-"),
        ("[x] (y)", "x-y"),
    ],
)
def test_hugo_titles(title: str, slug: str) -> None:
    """`:title`, and `:slug` of a post without a slug."""
    front = f'title: "{title}"\ndate: 2024-03-24'

    assert url("posts/yc.md", front, "{year}/{title}/") == f"2024/{slug}/"
    assert url("posts/yc.md", front, "{slug_or_title}/") == f"{slug}/"
    assert url("posts/yc.md", f"{front}\nslug: s", "{slug_or_title}/") == "s/"


@pytest.mark.parametrize(
    ("path", "front", "pattern", "expected"),
    [
        # :contentbasename and :filename
        ("posts/2024-03-25-some.thing.md", "", "{year}/{name}/", "2024/2024-03-25-some.thing/"),
        ("posts/2024-03-25-some.thing.md", "", "{year}/{filename}/", "2024/some.thing/"),
        # :section and :sections
        ("posts/deep/er/foo.md", "date: 2024-03-04", "{section}/{filename}/", "posts/deep/er/foo/"),
        ("posts/bundle/index.md", "date: 2024-03-04", "{section}/{filename}/", "posts/bundle/"),
        # :yearday
        ("posts/a.md", "date: 2024-03-04", "{year}/{date:%-j}/{date:%w}/{slug}/", "2024/64/1/a/"),
        # slugs
        ("posts/a.md", "date: 2024-03-24\nslug: a/b", "{year}/{slug}/", "2024/a/b/"),
        ("posts/a.md", "date: 2024-03-24\nslug: a---b", "{year}/{slug}/", "2024/a---b/"),
        ("posts/a.md", "date: 2024-03-24\nslug: Café-ü", "{year}/{slug}/", "2024/Café-ü/"),
        ("posts/a.md", "date: 2024-03-24\nslug: '%E4%BD%A0'", "{year}/{slug}/", "2024/你/"),
        ("posts/a.md", "date: 2024-03-24\nslug: My walk, too", "{year}/{slug}/", "2024/my-walk-too/"),
        ("posts/a.md", "date: 2024-03-24\nslug: b", "", "posts/b.html"),
        # A section without an entry in the table keeps its path.
        ("link/2024-03-25_Some.thing.md", "", {"posts": "{year}/{slug}/"}, "link/2024-03-25_Some.thing.html"),
    ],
)
def test_hugo_patterns(path: str, front: str, pattern: object, expected: str) -> None:
    assert url(path, front, pattern) == expected


@pytest.mark.parametrize(
    ("name", "slug"),
    [("With Space's.md", "with-spaces"), ("2024-03-25-Some_Thing.v2.md", "some_thing.v2"), ("Étude.md", "étude")],
)
def test_hugo_lower_case(name: str, slug: str) -> None:
    assert url(f"posts/{name}", "date: 2024-03-24", "{slug}/", style="unicode") == f"{slug}/"


@pytest.mark.parametrize(
    ("front", "expected"),
    [
        # Hugo
        ("url: /arches", "arches/"),
        ("url: /arches/", "arches/"),
        ("url: arches2/x.html", "arches2/x.html"),
        ("url: /Arch es/X/", "Arch es/X/"),
        ("url: /R+x/Ä.v2/", "R+x/Ä.v2/"),
        ("url: /tok/:year/:slug/", "tok/2024/a-walk/"),
        ("url: /:sections/:contentbasename/", "posts/2024-03-04-Walk/"),
        # Jekyll
        ("permalink: /mills.html", "mills.html"),
        ("permalink: /mills", "mills.html"),
        ("permalink: /mills/", "mills/"),
        ("permalink: /Mills/index.html", "Mills/"),
        ("permalink: /:categories/:year/:y_day/:title:output_ext\ncategory: Essays", "essays/2024/064/Walk.html"),
        ("permalink: /release-1.13.0", "release-1.13.0.html"),
        ("permalink: //a//b/", "posts/2024-03-04-Walk.html"),
        ("permalink: /a//b/", "a/b/"),
        ("permalink: /%C3%BCber%20uns/", "über uns/"),
        # Zola and Gatsby
        ('path = "2014/12/12/Timeline"', "2014/12/12/Timeline/"),
        ('path = "/a/b/"', "a/b/"),
        # Pelican
        ("Url: own/u/", "own/u/"),
        # Eleventy
        ("permalink: true", "posts/2024-03-04-Walk.html"),
        # What no page can have, or only by a program.
        ("permalink: ../../etc/", "posts/2024-03-04-Walk.html"),
        ("permalink: /a/../b/", "posts/2024-03-04-Walk.html"),
        ("permalink: '/{{ title | slug }}/'", "posts/2024-03-04-Walk.html"),
        ("permalink: https://example.org/a/", "posts/2024-03-04-Walk.html"),
        ("permalink: /a/?p=1", "posts/2024-03-04-Walk.html"),
        ("permalink: /:nonsense/", "posts/2024-03-04-Walk.html"),
        ("permalink: '/%7Bslug%7D/'", "posts/2024-03-04-Walk.html"),
        ("permalink: [a, b]", "posts/2024-03-04-Walk.html"),
        # Of several, one that can be used.
        ("permalink: https://example.org/a/\nurl: /b/", "b/"),
    ],
)
def test_urls_in_posts(front: str, expected: str) -> None:
    sep = " = " if " = " in front else ": "
    title = f'title{sep}"A walk"'

    assert url("posts/2024-03-04-Walk.md", f"{front}\n{title}") == expected
    # It takes precedence over a pattern; or it is only an alias.
    if not expected.startswith("posts/"):
        assert url("posts/2024-03-04-Walk.md", f"{front}\n{title}", "{year}/{slug}/") == expected
        assert url("posts/2024-03-04-Walk.md", f"{front}\n{title}", "x/{slug}/", keys=False) == "x/Walk/"


@pytest.mark.parametrize(
    ("name", "front", "expected"),
    [
        ("2024-03-25-release-1.13.0.md", "", "posts/release-1-13-0/"),
        ("2024-03-25-My_Walk.md", "", "posts/my-walk/"),
        ("2024-03-25-Über das Gehen.md", "", "posts/uber-das-gehen/"),
        ("2024-03-25-你好 世界.md", "", "posts/ni-hao-shi-jie/"),
        ("2024-03-25-a/index.md", "", "posts/a/"),
        ("2024-03-25-a.md", "slug: own", "posts/own/"),
    ],
)
def test_zola_slugs(name: str, front: str, expected: str) -> None:
    assert url(f"posts/{name}", front, "{section}/{slug}/", style="ascii") == expected


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Twenty years: what I've learned (part 2.1)", "twenty-years-what-ive-learned-part-21"),
        ("C++ & C#: what's 50% + 3/4?", "c-c-whats-50-34"),
        ("Ça va — déjà vu…", "ca-va-deja-vu"),
        ("你好, 世界!", "ni-hao-shi-jie"),
        ("a -- b   c", "a-b-c"),
        ("Node.js_v2 @home ~ x", "nodejs_v2-home-x"),
        ("हिन्दी", "hindii"),
        ("Emoji 🚀 launch", "emoji-launch"),
        ("Straße İstanbul", "strasse-istanbul"),
        ("-dash- start-", "-dash-start-"),
    ],
)
def test_pelican_slugs(title: str, slug: str) -> None:
    """Its default, `{slug}.html`, with a slug from the title."""
    front = f'title: "{title}"\ndate: 2024-03-04'

    assert url("posts/x.md", front, "{slug_or_title}.html", style="ascii") == f"{slug}.html"


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("A/{date:%Y}/{date:%b}/{date:%d}/{date:%j}/{category}/{author}/{slug}/",
         "A/2024/Mar/04/064/uber-cafe/ada-lovelace/XKCD-plots-v3.7/"),
        ("posts/{date:%Y}/{date:%b}/{date:%d}/{slug}/index.html", "posts/2024/Mar/04/XKCD-plots-v3.7/"),
        ("{date:%Y/%m/%d}/{slug}.html", "2024/03/04/XKCD-plots-v3.7.html"),
        ("{date}/{slug}.html", "2024-03-04/XKCD-plots-v3.7.html"),
    ],
)  # fmt: skip
def test_pelican_patterns(pattern: str, expected: str) -> None:
    front = "Title: X\nDate: 2024-03-04\nCategory: Über Café\nSlug: XKCD-plots-v3.7"

    assert url("posts/x.md", front, pattern, style="ascii") == expected


@pytest.mark.parametrize(
    ("date", "day"),
    [
        ("2024-03-24T23:30:00-06:00", "2024/03/24"),
        ("2024-03-25T00:00:00Z", "2024/03/25"),
        ("2024-03-25 00:30 +0900", "2024/03/25"),
        ("2024-03-25", "2024/03/25"),
        ("2024-03-25 23:59", "2024/03/25"),
    ],
)
@pytest.mark.parametrize("zone", ["UTC", "America/Chicago", "Pacific/Auckland"])
def test_the_day_is_that_which_was_typed(date: str, day: str, zone: str) -> None:
    pattern = "{year}/{month}/{day}/{slug}/"

    assert url("posts/a.md", f"title: A\ndate: {date}", pattern, zone=zone) == f"{day}/a/"


def test_the_innermost_folder_with_a_pattern_decides() -> None:
    patterns = {
        "posts": "{year}/{slug}/",
        "posts/trips": "trips/{slug}/",
        "notes/": "notes/{name}",
        "/": "other/{slug}",
    }

    def of(path: str) -> str:
        return url(path, "date: 2024-03-24", patterns)

    assert of("posts/a.md") == of("posts/deep/a.md") == "2024/a/"
    assert of("posts/trips/rome/a.md") == "trips/a/"
    assert of("posts/tripsters/a.md") == "2024/a/"
    assert of("notes/a.md") == "notes/a.html"
    assert of("link/a.md") == "other/a.html"


def test_a_title_that_is_a_heading() -> None:
    assert url("posts/a.md", "date: 2024-03-24", "{title}") == "a-heading.html"


@pytest.mark.parametrize("pattern", ["{title}/", "{year}/{slug}", "{date:%Y/%m}/{filename}", "{category}/{name}.html"])
def test_patterns_can_be_used(pattern: str) -> None:
    assert parse_pattern(pattern)


@pytest.mark.parametrize(
    "pattern",
    [{"posts": "{nothing}"}, {"posts": 3}, {3: "{slug}"}, ["{slug}"], "{year}/{category}", "{date:%c}/{slug}"],
)
def test_patterns_that_cannot_be_used(pattern: object) -> None:
    with pytest.raises(ValueError, match=r"field|expected|needs|format"):
        permalink_patterns(pattern)
