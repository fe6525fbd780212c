import h11
import pytest
import trio

from controller.gateway import AddressUnusable, Gateway, PortInUse


async def get(lane, path, host=None):
    """Return status, headers and text of one GET."""
    stream = await trio.open_tcp_stream(lane.host, lane.port)
    async with stream:
        client = h11.Connection(h11.CLIENT)
        headers = [("host", host or f"{lane.host}:{lane.port}"), ("connection", "close")]
        await stream.send_all(client.send(h11.Request(method="GET", target=path, headers=headers)))
        await stream.send_all(client.send(h11.EndOfMessage()))
        body = b""
        with trio.fail_after(30):
            while True:
                event = client.next_event()
                if event is h11.NEED_DATA:
                    client.receive_data(await stream.receive_some())
                elif isinstance(event, h11.Response):
                    response = event
                elif isinstance(event, h11.Data):
                    body += event.data
                elif isinstance(event, h11.EndOfMessage):
                    break
    return response.status_code, {k.decode(): v.decode() for k, v in response.headers}, body.decode()


async def test_home_leads_to_the_lane(lane):
    status, headers, _ = await get(lane, "/")
    assert (status, headers["location"]) == (307, "/lane")


async def test_the_page_is_never_cached_and_its_assets_always(lane):
    status, headers, text = await get(lane, "/lane")
    assert (status, headers["cache-control"]) == (200, "no-cache")
    assert "<title>Lane</title>" in text
    status, headers, _ = await get(lane, "/assets/main-1a2b3c.js")
    assert (status, headers["cache-control"]) == (200, "public, max-age=31536000, immutable")
    assert "javascript" in headers["content-type"]


@pytest.mark.parametrize("path", ["/assets/gone.js", "/assets/../lane.html", "/assets/%2e%2e/lane.html", "/nowhere"])
async def test_other_files_are_not_served(lane, path):
    assert (await get(lane, path))[0] == 404


async def test_a_page_that_is_not_built_says_how(lane, tmp_path):
    (tmp_path / "lane.html").unlink()
    status, _, text = await get(lane, "/lane")
    assert status == 503
    assert "make setup" in text


async def test_the_bench_is_a_redirect(lane):
    status, headers, _ = await get(lane, "/bench")
    assert (status, headers["location"]) == (307, "http://127.0.0.1:8081/bench")
    _, headers, _ = await get(lane, "/bench?lang=en&theme=dark")
    assert headers["location"] == "http://127.0.0.1:8081/bench?lang=en&theme=dark"


async def test_health(lane):
    status, headers, text = await get(lane, "/health")
    assert (status, headers["cache-control"]) == (200, "no-store")
    assert text == '{"status":"ok","build":"b1","rev":1,"sessions":0}'


async def test_security_headers_are_on_every_answer(lane):
    for path in ("/", "/lane", "/nowhere", "/health"):
        _, headers, _ = await get(lane, path)
        assert "default-src 'self'" in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert "server" not in headers


@pytest.mark.parametrize("host", ["localhost:8080", "127.0.0.1", "[::1]:8080", "TILL-3.store.example"])
async def test_known_host_names_are_served(lane, host):
    assert (await get(lane, "/health", host))[0] == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:8080", "[bad", "@"])
async def test_other_host_names_are_refused(lane, host):
    assert (await get(lane, "/health", host))[0] == 403


async def test_a_port_in_use_is_named_before_anything_starts(lane, tmp_path):
    second = Gateway(static_dir=tmp_path, build="b1", submit=lane.submit, explain=lane.explain, current=lane.view)
    with pytest.raises(PortInUse, match=f"127.0.0.1:{lane.port}.*in use"):
        await second.serve("127.0.0.1", lane.port)


async def test_an_address_of_another_machine_is_named(lane, tmp_path):
    gateway = Gateway(static_dir=tmp_path, build="b1", submit=lane.submit, explain=lane.explain, current=lane.view)
    with pytest.raises(AddressUnusable, match=r"192\.0\.2\.1:8080"):
        await gateway.serve("192.0.2.1", 8080)
