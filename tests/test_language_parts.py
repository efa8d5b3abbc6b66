"""Chinese on an English page says that it is Chinese, wherever it comes from (WCAG 3.1.2)."""

import pytest
from django.contrib.auth.models import User

from tests.demo_database import demonstration  # noqa: F401
from tests.reading import open_as, parsed  # noqa: F401
from zones.access import person_of
from zones.language_parts import SAYS, with_chinese_marked

HERE = SAYS.strip()


@pytest.mark.parametrize(
    ("page", "marked"),
    [
        # What holds nothing else says so itself; among English words a span does.
        ("<td>东湖</td>", "<td §>东湖</td>"),
        ('<a class="b" href="/">《通知》</a>', '<a § class="b" href="/">《通知》</a>'),
        ("<p>Signed by 张三 on 3 May</p>", "<p>Signed by <span §>张三</span> on 3 May</p>"),
        ("<p>2022年3月 (B)</p>", "<p><span §>2022年3月</span> (B)</p>"),
        ("<p><b>A</b> 其他</p>", "<p><b>A</b> <span §>其他</span></p>"),
        ("<p>“东湖”</p>", "<p §>“东湖”</p>"),
        ("<p>&quot;东湖&quot;</p>", "<p §>&quot;东湖&quot;</p>"),
        ("<a>报告.pdf</a>", "<a §>报告.pdf</a>"),
        ("<li>报告.pdf: Too large</li>", "<li><span §>报告.pdf</span>: Too large</li>"),
        # What can hold no element says so as a whole, or stays what its page is.
        ("<option>东湖综合保税区 A</option>", "<option §>东湖综合保税区 A</option>"),
        ("<title>Zone 东湖</title>", "<title>Zone 东湖</title>"),
        ('<input name="a" value="东湖">', '<input § name="a" value="东湖">'),
        # What says its language itself is left alone, and so is what is no text.
        ('<p lang="zh">东湖</p>', '<p lang="zh">东湖</p>'),
        ('<a title="东湖">Donghu</a>', '<a title="东湖">Donghu</a>'),
        ("<script>let a = '东湖';</script>", "<script>let a = '东湖';</script>"),
        ("<p>English</p>", "<p>English</p>"),
    ],
)
def test_chinese_is_marked_where_it_stands(page, marked):
    assert with_chinese_marked(page) == marked.replace("§", HERE)
    assert with_chinese_marked(with_chinese_marked(page)) == with_chinese_marked(page)


@pytest.mark.django_db
@pytest.mark.usefixtures("demonstration")
def test_a_printed_phrase_on_an_english_page_is_chinese_and_a_chinese_page_is_left_alone(
    open_as,  # noqa: F811
    client,
):
    leader = person_of(User.objects.get(username="leader"))
    for address in ("/readings/", "/zones/donghu/"):
        page = parsed(open_as(leader, address))
        found = page.xpath("//*[@data-found]")
        assert found
        assert {one.get("lang") for one in found} == {"zh-Hans"}
        again = client.get(address)  # kept as it was printed, or printed again
        assert len(parsed(again).xpath("//*[@data-found]")) == len(found)
        client.cookies["django_language"] = "zh-hans"
        assert not parsed(client.get(address)).xpath("//*[@data-found]")
