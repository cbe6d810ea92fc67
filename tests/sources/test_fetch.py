"""Reading web addresses: what is refused, what is asked for, and what servers may do; against servers that listen."""

import gzip
import shutil
import socket
import ssl
import subprocess
import threading
import time
from types import SimpleNamespace

import pytest

from sayso.errors import ReadError
from sayso.sources import fetch, hosts, pace, robots
from sayso.sources.address import address
from sayso.sources.fetch import Fetcher, NotModified

PAGE = b"<html><p>Warden Ida Brom said the gate was shut.</p></html>"
NO_ROBOTS = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


def reply(body=PAGE, status="200 OK", **fields):
    head = {
        "Content-Type": "text/html; charset=UTF-8",
        "Content-Length": len(body),
        **{k.replace("_", "-"): v for k, v in fields.items()},
    }
    return f"HTTP/1.1 {status}\r\n".encode() + b"".join(f"{k}: {v}\r\n".encode() for k, v in head.items()) + b"\r\n" + body


def redirect(to, status="302 Found"):
    return reply(b"", status, Location=to)


class Site:
    """A server whose pages are the bytes that it sends, or functions that get the connection; it keeps the requests."""

    def __init__(self, host="127.0.0.1", port=0, tls=None):
        self.pages, self.requests, self._tls = {"/robots.txt": NO_ROBOTS}, [], tls
        self._listener = socket.create_server((host, port))
        self.host, self.port = self._listener.getsockname()[:2]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def url(self, path="/", host=None, scheme="http"):
        return f"{scheme}://{host or self.host}:{self.port}{path}"

    def paths(self):
        return [request.split()[1] for request in self.requests if "robots.txt" not in request.split()[1]]

    def _serve(self):
        while True:
            try:
                line, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(line,), daemon=True).start()

    def _answer(self, line):
        with line:
            try:
                line = self._tls.wrap_socket(line, server_side=True) if self._tls else line
                head = b""
                while b"\r\n\r\n" not in head and (piece := line.recv(65536)):
                    head += piece
                if b"\r\n\r\n" not in head:
                    return
                self.requests.append(head.decode("latin-1"))
                page = self.pages.get(head.split()[1].decode("latin-1"), reply(b"", "404 Not Found"))
                if callable(page):
                    page(line)
                else:
                    line.sendall(page.pop(0) if isinstance(page, list) else page)
                if self._tls:
                    line.unwrap()
            except OSError:
                pass
            finally:
                line.close()

    def close(self):
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()


@pytest.fixture
def site():
    site = Site()
    yield site
    site.close()


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """Time that passes only where something waits for a host, which is what `waited` holds."""
    clock = SimpleNamespace(now=1000.0, waited=[])

    def sleep(seconds):
        clock.now += seconds
        clock.waited.append(round(seconds, 2))

    stopped = SimpleNamespace(monotonic=lambda: clock.now, sleep=sleep)
    monkeypatch.setattr(pace, "time", stopped)
    monkeypatch.setattr(robots, "time", stopped)
    return clock


@pytest.fixture
def names(monkeypatch):
    """Names that are looked up: a list of addresses for one is used up, one a look-up, to the last."""
    names, real = {}, socket.getaddrinfo

    def getaddrinfo(host, port, *args, **more):
        told = names.get(host, host)
        told = (told.pop(0) if len(told) > 1 else told[0]) if isinstance(told, list) else told
        return [found for each in told.split() for found in real(each, port, *args, **more)]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return names


@pytest.fixture
def front(monkeypatch, site, names):
    """A server at 127.0.0.2 that alone counts as public, by the name of front.example; its port is the private site's."""
    public = hosts.public
    monkeypatch.setattr(hosts, "public", lambda place: place == "127.0.0.2" or public(place))
    names["front.example"] = "127.0.0.2"
    try:
        front = Site("127.0.0.2", site.port)
    except OSError:
        pytest.skip("this machine has no 127.0.0.2")
    yield front
    front.close()


def get(url, **more):
    with Fetcher(allow_private=True) as fetcher:
        return fetcher.fetch(url, **more)


def reason(url, allow_private=True):
    with pytest.raises(ReadError) as error, Fetcher(allow_private=allow_private) as fetcher:
        fetcher.fetch(url)
    assert error.value.where == url and "\n" not in str(error.value)
    return error.value.reason


# --- what is refused ---------------------------------------------------------------------------------------------------------

LOCAL = ["127.0.0.1", "127.9.9.9", "0.0.0.0", "localhost", "LOCALHOST.", "a.localhost", "[::1]", "[::]", "[::ffff:127.0.0.1]"]  # noqa: S104
ODD = ["127.1", "2130706433", "0x7f.1", "0x7f000001", "0177.0.0.1", "127.0.0.1.", "１２７.0.0.1", "127。0。0。1", "[::1%25lo]"]
NO_HOST = ["%31%32%37.0.0.1", "[127.0.0.1]", "[::1", "127.0.0.1\\.a.example", "a..example", "", "a b.example", "é" * 300]


@pytest.mark.parametrize("host", LOCAL + ODD + NO_HOST)
def test_nothing_arrives_at_this_machine_however_it_is_written(site, host):
    reason(f"http://{host}:{site.port}/", allow_private=False)
    assert site.requests == []


@pytest.mark.parametrize("host", LOCAL)
def test_this_machine_is_refused_for_being_private(host):
    assert reason(f"http://{host}/", allow_private=False) == hosts.PRIVATE


@pytest.mark.parametrize("host", LOCAL + ODD + NO_HOST)
def test_nothing_arrives_by_a_redirect(site, front, host):
    front.pages["/"] = redirect(f"http://{host}:{site.port}/")
    assert reason(front.url(host="front.example"), allow_private=False).startswith("it redirects, and there: ")
    assert front.paths() == ["/"] and site.requests == []


@pytest.mark.parametrize("host", ODD + NO_HOST)
def test_odd_spellings_are_refused_even_where_private_addresses_are_not(site, host):
    reason(f"http://{host}:{site.port}/")
    assert site.requests == []


INSIDE = """
10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 100.64.0.1 100.100.100.200 192.0.0.192 198.18.0.1 224.0.0.1
240.0.0.1 255.255.255.255 168.63.129.16 fe80::1 fe80::1%eth0 fec0::1 fd00:ec2::254 ff02::1 ::10.0.0.1 ::ffff:8.8.8.8
64:ff9b::a00:1 64:ff9b::808:808 64:ff9b:1::a00:1 2002:a00:1:: 2001:0:a00:1:: 2001:db8::1 100::1 5f00::1
"""


@pytest.mark.parametrize("place", INSIDE.split())
def test_addresses_that_are_not_public_are_refused(place, names):
    assert not hosts.public(place)
    names["inside.example"] = place
    if "%" not in place:
        assert reason("http://inside.example/", allow_private=False) == hosts.PRIVATE


@pytest.mark.parametrize("place", ["8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700::1", "2a00:1450::1", "2001:4860::8888"])
def test_public_addresses_are_public(place):
    assert hosts.public(place)


def test_one_private_address_among_public_ones_is_enough_to_refuse(site, front, names):
    names["both.example"] = "127.0.0.2 127.0.0.1"
    assert reason(front.url(host="both.example"), allow_private=False) == hosts.PRIVATE
    assert front.requests == site.requests == []


def test_a_name_that_changes_after_it_was_looked_up_changes_nothing(site, front, names):
    names["changing.example"] = ["127.0.0.2", "127.0.0.1"]  # the first is for robots.txt
    front.pages["/"] = reply()
    assert reason(front.url(host="changing.example"), allow_private=False) == hosts.PRIVATE
    assert len(front.requests) == 1 and site.requests == []


def test_each_request_looks_its_host_up_once_and_connects_to_that(site, front, names):
    names["changing.example"] = ["127.0.0.2", "127.0.0.2", "127.0.0.1"]
    front.pages["/"] = reply()
    with Fetcher() as fetcher:
        assert fetcher.fetch(front.url(host="changing.example")).data == PAGE
    assert names["changing.example"] == ["127.0.0.1"] and len(front.requests) == 2 and site.requests == []


def test_a_robots_txt_that_redirects_to_a_private_address_is_not_followed(site, front):
    front.pages["/robots.txt"] = redirect(site.url("/robots.txt"))
    assert reason(front.url(host="front.example"), allow_private=False) == hosts.PRIVATE
    assert site.requests == []


@pytest.mark.parametrize("port", [22, 25, 81, 0, 65536, 99999999])
def test_ports_of_other_services_are_refused(port):
    assert "port" in reason(f"http://8.8.8.8:{port}/", allow_private=False) or port in (0, 65536, 99999999)


@pytest.mark.parametrize(
    "url", ["ftp://a.example/", "file:///etc/passwd", "data:,x", "gopher://a.example", "a.example/x", "//a.example", ""]
)
def test_other_schemes_are_refused(url, site, front):
    assert "http:// or https://" in reason(url)
    if ":" in url:
        front.pages["/"] = redirect(url)
        assert "http:// or https://" in reason(front.url(host="front.example"))


@pytest.mark.parametrize("bad", ["\n", "\r\nHost: b.example", "\t", "\0", "\x7f", "\x85", "\u2028"])
def test_control_characters_are_refused_and_named_on_one_line(bad):
    with pytest.raises(ReadError, match="control characters") as error:
        get(f"http://a.example/{bad}x")
    assert len(str(error.value).splitlines()) == 1


def test_credentials_are_refused_and_not_repeated():
    with pytest.raises(ReadError, match="user name or password") as error:
        get("http://ida:s3cret@a.example/")
    assert "s3cret" not in str(error.value)


def test_half_a_surrogate_pair_and_overlong_addresses_are_refused():
    for url in ("http://a.example/\ud800", "http://a.example/" + "x" * 9000):
        with pytest.raises(ReadError) as error:
            get(url)
        str(error.value).encode()


# --- what is asked for -------------------------------------------------------------------------------------------------------


def test_a_page_comes_with_what_its_server_said(site):
    site.pages["/news/gate.html?a=1"] = reply(ETag='"v1"', Last_Modified="Fri, 03 Apr 2026 09:00:00 GMT")
    page = get(site.url("/news/gate.html?a=1#top"))
    assert (page.data, page.media_type, page.charset, page.name) == (PAGE, "text/html", "utf-8", "gate.html")
    assert page.where == site.url("/news/gate.html?a=1#top") and page.url == site.url("/news/gate.html?a=1")
    assert (page.etag, page.modified) == ('"v1"', "Fri, 03 Apr 2026 09:00:00 GMT") and page.retrieved.endswith("+00:00")


def test_requests_say_who_asks_and_nothing_else(site, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    site.pages["/"] = reply(b"", "302 Found", Location="/b", Set_Cookie="a=1")
    site.pages["/b"] = reply()
    get(site.url())
    for request in site.requests:
        fields = [line.partition(":")[0] for line in request.splitlines()[1:] if line]
        assert sorted(fields) == ["Accept", "Accept-Encoding", "Connection", "Host", "User-Agent"]
        assert "User-Agent: sayso/" in request and "(reads news; keeps who said what)" in request


def test_letters_outside_ascii_are_escaped_and_what_is_escaped_stays(site, names):
    names["xn--bcher-kva.example"] = "127.0.0.1"
    site.pages["/caf%C3%A9%20x?q=%C3%BC%2F100%25"] = reply()
    page = get(site.url("/café x?q=ü%2F100%", host="BÜCHER.example"))
    assert page.url == site.url("/caf%C3%A9%20x?q=%C3%BC%2F100%25", host="xn--bcher-kva.example")


def test_addresses_have_one_spelling():
    assert address("HTTPS://News.Example.:443?x").url == "https://news.example/?x"
    assert address("http://[2001:DB8::1]:8080/a").url == "http://[2001:db8::1]:8080/a"


def test_what_has_not_changed_is_not_sent_again(site):
    site.pages["/"] = b"HTTP/1.1 304 Not Modified\r\n\r\n"
    assert get(site.url(), etag='W/"v1"', modified="Fri, 03 Apr 2026 09:00:00 GMT") == NotModified(site.url())
    assert 'If-None-Match: W/"v1"' in site.requests[-1] and "If-Modified-Since: Fri, 03" in site.requests[-1]
    assert "304" in reason(site.url())


def test_validators_that_would_break_the_request_are_left_out(site):
    site.pages["/"] = reply()
    get(site.url(), etag='"a"\r\nCookie: x', modified="пятница")
    assert "If-" not in site.requests[-1] and "Cookie" not in site.requests[-1]


# --- redirects ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
def test_redirects_are_followed(site, status):
    site.pages |= {"/a": redirect("b?x#y", status), "/b?x": reply()}
    assert get(site.url("/a")).url == site.url("/b?x")


def test_a_redirect_in_utf_8_is_understood(site):
    site.pages |= {"/a": redirect("/é"), "/%C3%A9": reply()}
    assert get(site.url("/a")).data == PAGE


def test_five_redirects_are_followed_and_six_are_not(site):
    site.pages |= {f"/{n}": redirect(f"/{n + 1}") for n in range(6)} | {"/6": reply()}
    assert get(site.url("/1")).url == site.url("/6")
    assert "more than 5 redirects" in reason(site.url("/0"))


def test_a_circle_of_redirects_is_left(site):
    site.pages |= {"/a": redirect("/b"), "/b": redirect("/a#again")}
    assert "in a circle" in reason(site.url("/a"))
    assert site.paths() == ["/a", "/b"]


def test_a_redirect_to_nowhere_is_said(site):
    site.pages["/a"] = reply(b"", "302 Found")
    assert "without saying where to" in reason(site.url("/a"))


# --- robots.txt --------------------------------------------------------------------------------------------------------------


def rules(site, text):
    site.pages |= {"/robots.txt": reply(text.encode(), Content_Type="text/plain"), "/a": reply(), "/b": redirect("/a")}


def test_what_robots_txt_forbids_is_not_asked_for_not_even_by_redirect(site):
    rules(site, "User-agent: *\nDisallow: /\n\nUser-agent: sayso\nAllow: /b\nDisallow: /a")
    assert "robots.txt asks" in reason(site.url("/a"))
    assert "robots.txt asks" in reason(site.url("/b"))
    assert site.paths() == ["/b"]


@pytest.mark.parametrize(
    "text",
    ["", "<html>no such page", "User-agent: say\nDisallow: /", "user-agent: other\nuser agent third\nDisallow: /", "\0\xff"],
)
def test_rules_for_others_are_not_for_us(site, text):
    rules(site, text)
    assert get(site.url("/a")).data == PAGE


@pytest.mark.parametrize("name", ["sayso", "SAYSO/2.0", "sayso*", "*", "other\nUser-Agent : Sayso # us"])
def test_rules_for_us_are_found_by_our_name(site, name):
    rules(site, f"\ufeffUser-agent: {name}\nDisallow: /a")
    assert "robots.txt asks" in reason(site.url("/a"))


def test_rules_are_kept_for_an_hour(site, clock):
    rules(site, "User-agent: *\nDisallow: /b")
    with Fetcher(allow_private=True) as fetcher:
        for seconds in (0, 3000, 1000):
            clock.now += seconds
            fetcher.fetch(site.url("/a"))
    assert len(site.requests) - len(site.paths()) == 2


@pytest.mark.parametrize("status", ["500 Oh", "503 Busy", "429 Slow", "304 Same"])
def test_a_site_whose_robots_txt_cannot_be_read_is_left_alone(site, status):
    site.pages |= {"/robots.txt": reply(b"", status), "/a": reply()}
    assert "robots.txt cannot be read" in reason(site.url("/a"))
    assert site.paths() == []


def test_robots_txt_is_read_through_five_redirects_and_beyond_there_is_none(site):
    site.pages |= {"/robots.txt": redirect("/1"), "/5": reply(b"User-agent: *\nDisallow: /a")}
    site.pages |= {f"/{n}": redirect(f"/{n + 1}") for n in range(1, 5)} | {"/a": reply()}
    assert "robots.txt asks" in reason(site.url("/a"))
    site.pages |= {"/5": redirect("/6")}
    assert get(site.url("/a")).data == PAGE


def test_of_a_long_robots_txt_the_start_counts(site):
    rules(site, "User-agent: *\nDisallow: /a\n" + "# nothing more\n" * 50_000)
    assert "robots.txt asks" in reason(site.url("/a"))


@pytest.mark.parametrize(
    "text",
    [
        "".join(f"User-agent: a{n}\n" for n in range(15_000)) + "Disallow: /x\n" * 15_000,
        "User-agent: *\n" + "Disallow: /*a*a*a*a*a*a*b$\n" * 15_000,
        "User-agent" + " " * 490_000 + "#",
        " " * 490_000 + "x",
        "user agent:" * 40_000,
    ],
    ids=["names", "stars", "spaces", "blank", "repeated"],
)
def test_no_robots_txt_is_slow(text):
    start = time.process_time()
    robots._parsed(text).can_fetch("http://a.example/" + "a" * 7000, "sayso")
    assert time.process_time() - start < 2


# --- pace --------------------------------------------------------------------------------------------------------------------


def test_a_host_is_left_alone_for_a_second_between_requests(site, clock):
    site.pages |= {"/a": redirect("/b"), "/b": reply()}
    get(site.url("/a"))
    assert clock.waited == [1.0, 1.0] and len(site.requests) == 3


@pytest.mark.parametrize(("told", "kept"), [("7", 7.0), ("0.1", 1.0), ("9999999", 30.0), ("nan", 1.0), ("-5", 1.0)])
def test_a_crawl_delay_is_kept_up_to_thirty_seconds(site, clock, told, kept):
    rules(site, f"User-agent: *\nCrawl-delay: {told}")
    with Fetcher(allow_private=True) as fetcher:
        fetcher.fetch(site.url("/a"))
        clock.waited.clear()
        fetcher.fetch(site.url("/a"))
    assert clock.waited == [kept]


def test_a_busy_server_is_asked_again_when_it_says(site, clock):
    site.pages["/"] = [reply(b"", "503 Busy", Retry_After="20"), reply()]
    assert get(site.url()).data == PAGE
    assert clock.waited == [1.0, 20.0]


def test_a_server_that_is_busy_twice_or_for_long_is_left_alone_until_then(site, clock):
    site.pages["/"] = [reply(b"", "429 Slow", Retry_After="5"), reply(b"", "429 Slow", Retry_After="5")]
    assert "come again after 20" in reason(site.url())
    site.pages["/"] = [reply(b"", "503 Busy", Retry_After="Fri, 03 Apr 2099 09:00:00 GMT")]
    with Fetcher(allow_private=True) as fetcher:
        for _ in range(2):
            with pytest.raises(ReadError, match="come again after 20"):
                fetcher.fetch(site.url())
    assert len(site.paths()) == 3


@pytest.mark.parametrize("told", ["soon", "-3", "9" * 5000, "Fri, 99 Foo 2026", "", "Fri, 03 Apr 2026 09:00:00 +9999"])
def test_a_retry_after_that_is_no_time_is_no_crash(site, told):
    site.pages["/"] = reply(b"", "503 Busy", Retry_After=told)
    assert "busy" in reason(site.url())


# --- what servers may do -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "status", ["204 Nothing", "206 Part", "401 No", "403 No", "404 No", "410 Gone", "418 Pot", "500 Oh", "503 Busy"]
)
def test_an_answer_without_a_page_is_said_with_its_number(site, status):
    site.pages["/"] = reply(b"", status)
    assert status[:3] in reason(site.url())


def test_packed_pages_are_unpacked(site):
    site.pages["/a"] = reply(gzip.compress(PAGE), Content_Encoding="gzip")
    site.pages["/b"] = reply(gzip.compress(PAGE[:9]) + gzip.compress(PAGE[9:]) + b"\0\0", Content_Encoding="x-gzip")
    assert get(site.url("/a")).data == get(site.url("/b")).data == PAGE


@pytest.mark.parametrize("packing", ["br", "deflate", "gzip, gzip", "zstd"])
def test_packings_that_were_not_asked_for_are_refused(site, packing):
    site.pages["/"] = reply(Content_Encoding=packing)
    assert "packed" in reason(site.url())


@pytest.mark.parametrize(
    ("kind", "size", "ok"), [("text/html", 5, 0), ("application/rss+xml", 5, 0), ("application/pdf", 5, 1), ("text/plain", 64, 0)]
)
def test_a_bomb_ends_at_the_limit_of_its_kind(site, kind, size, ok):
    bomb = gzip.compress(b"\0" * (size * 1_000_000 + 1), 9)
    site.pages["/"] = reply(bomb, Content_Encoding="gzip", Content_Type=kind)
    if ok:
        assert len(get(site.url()).data) == size * 1_000_000 + 1
    else:
        assert f"larger than {size} MB" in reason(site.url())


def test_an_endless_body_and_an_announced_one_end_at_the_limit(site):
    def endless(line):
        line.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
        while True:
            line.sendall(b"x" * 65536)

    site.pages |= {"/a": endless, "/b": reply(Content_Length=10**15)}
    assert "larger than 5 MB" in reason(site.url("/a"))
    assert "larger than 5 MB" in reason(site.url("/b"))


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
BROKEN = {
    "cut": reply(Content_Length=len(PAGE) + 1),
    "two lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 9\r\n\r\nhello",
    "no last chunk": CHUNKED + b"5\r\nhello\r\n",
    "chunk cut": CHUNKED + b"9\r\nhello",
    "no number": CHUNKED + b"zz\r\nhello\r\n0\r\n\r\n",
    "chunk of any length": CHUNKED + b"f" * 70_000,
    "negative chunk": CHUNKED + b"-5\r\nhello\r\n0\r\n\r\n",
    "gzip cut": reply(gzip.compress(PAGE)[:-9], Content_Encoding="gzip"),
    "gzip of nothing": reply(b"", Content_Encoding="gzip"),
    "no gzip": reply(Content_Encoding="gzip"),
    "many gzips": reply(gzip.compress(b"") * 100_000, Content_Encoding="gzip"),
    "long field": b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000 + b"\r\n\r\nhello",
    "many fields": b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 1000 + b"\r\nhello",
    "no status": b"hello\r\n\r\n",
    "odd status": b"HTTP/1.1 99999 OK\r\n\r\n",
    "nothing": b"",
    "TLS": b"\x15\x03\x01\x00\x02\x02\x46",
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_reply_is_an_error_and_no_part_of_it_is_a_page(site, what):
    site.pages["/"] = BROKEN[what]
    assert "broken or cut short" in reason(site.url())


def test_odd_fields_are_no_crash(site):
    site.pages["/"] = (
        b"HTTP/1.1 200 OK\r\nContent-Type: ;;;charset=\r\n\x00\xff: \xfe\r\nETag: a\r\n b\r\nbad line\r\n\r\n" + PAGE
    )
    page = get(site.url())
    assert (page.data[-7:], page.media_type, page.charset, page.etag) == (PAGE[-7:], None, None, None)


def drip(start, drop):
    def send(line):
        line.sendall(start)
        while True:
            line.sendall(drop)
            time.sleep(0.05)

    return send


DRIPS = {
    "body": drip(b"HTTP/1.1 200 OK\r\n\r\n", b"x"),
    "head": drip(b"HTTP/1.1 200 OK\r\nX: ", b"x"),
    "continue": drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "chunk": drip(CHUNKED, b"0"),
    "silence": lambda line: time.sleep(2),
}


@pytest.mark.parametrize("what", DRIPS)
def test_a_server_that_drips_is_left_when_the_time_is_over(site, monkeypatch, what):
    monkeypatch.setattr(fetch, "SECONDS", 0.4)
    site.pages["/"] = DRIPS[what]
    start = time.monotonic()
    assert reason(site.url()) == "the server took too long; try again later"
    assert time.monotonic() - start < 1.5


def test_the_time_is_for_all_redirects_together(site, monkeypatch):
    monkeypatch.setattr(fetch, "SECONDS", 0.5)

    def late(line):
        time.sleep(0.2)
        line.sendall(redirect(f"/{len(site.requests)}"))

    site.pages |= {f"/{n}": late for n in range(9)}
    assert "took too long" in reason(site.url("/0"))
    assert len(site.paths()) <= 3


def test_a_name_server_that_does_not_answer_is_left(monkeypatch):
    monkeypatch.setattr(fetch, "SECONDS", 0.2)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: time.sleep(0.6) or [])
    start = time.monotonic()
    assert "cannot be looked up now" in reason("http://slow.example/")
    assert time.monotonic() - start < 1


def test_hosts_that_are_not_there_are_said(names):
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    assert "cannot be reached" in reason(f"http://127.0.0.1:{port}/")
    names["gone.example"] = "no-such-host.invalid"
    assert reason("http://gone.example/").startswith(("no such host", "its host cannot be looked up"))


def test_the_next_address_of_a_host_is_tried(site, names):
    names["two.example"] = "127.0.0.3 127.0.0.1"
    site.pages["/"] = reply()
    assert get(site.url(host="two.example")).data == PAGE


# --- certificates ------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    if not shutil.which("openssl"):
        pytest.skip("no openssl to make a certificate with")
    folder = tmp_path_factory.mktemp("tls")
    subject = ["-subj", "/CN=press.example", "-addext", "subjectAltName=DNS:press.example"]
    key = [
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-keyout",
        "key.pem",
        "-out",
        "cert.pem",
    ]
    subprocess.run(["openssl", "req", *key, *subject], cwd=folder, check=True, capture_output=True)
    return folder


@pytest.fixture
def secure(certificate, names):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    names |= {"press.example": "127.0.0.1", "other.example": "127.0.0.1"}
    secure = Site(tls=context)
    secure.pages["/"] = reply()
    yield secure
    secure.close()


def test_a_certificate_that_nobody_vouches_for_is_refused(secure):
    assert "signed by nobody" in reason(secure.url(host="press.example", scheme="https"))
    assert secure.requests == []


def test_a_certificate_is_checked_against_the_name_and_not_the_address(secure, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "cert.pem"))
    assert get(secure.url(host="press.example", scheme="https")).data == PAGE
    assert "for another name" in reason(secure.url(host="other.example", scheme="https"))
    assert "for another name" in reason(secure.url(scheme="https"))


def test_a_server_that_speaks_no_tls_is_said(site, monkeypatch):
    monkeypatch.setattr(site, "_answer", lambda line: (line.sendall(NO_ROBOTS), line.close()))
    assert "no secure connection" in reason(site.url(scheme="https"))


def test_a_handshake_that_does_not_end_is_left(site, monkeypatch):
    monkeypatch.setattr(fetch, "SECONDS", 0.3)
    assert "took too long" in reason(site.url(scheme="https"))
