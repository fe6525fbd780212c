import trio

from contracts.view import Ack, IntentFrame, StartTender, TenderCash
from controller.gateway.commands import REMEMBERED_COMMANDS, Commands


def frame(seq, command_id, intent=None):
    return IntentFrame(seq=seq, command_id=command_id, intent=intent or StartTender())


async def test_the_newest_256_answers_are_remembered(nursery):
    done = []

    async def submit(asked):
        done.append(asked.command_id)
        return Ack(seq=asked.seq, ok=True)

    commands = Commands(submit, nursery)
    for number in range(REMEMBERED_COMMANDS + 1):
        await commands.once(frame(number, f"c{number}"))
    await commands.once(frame(1000, "c1"))
    assert len(done) == REMEMBERED_COMMANDS + 1
    await commands.once(frame(1001, "c0"))
    assert done[-1] == "c0", "the oldest was forgotten"


async def test_a_refusal_is_remembered_too(nursery):
    async def submit(asked):
        return Ack(seq=asked.seq, ok=False, code="wrong_phase", args={"phase": "idle"})

    commands = Commands(submit, nursery)
    first = await commands.once(frame(1, "c1"))
    second = await commands.once(frame(2, "c1"))
    assert (first.seq, second.seq) == (1, 2)
    assert (second.code, second.args) == ("wrong_phase", {"phase": "idle"})


async def test_askers_of_one_command_in_flight_share_its_answer(nursery):
    go, acks = trio.Event(), []

    async def submit(asked):
        await go.wait()
        return Ack(seq=asked.seq, ok=True)

    commands = Commands(submit, nursery)

    async def ask(seq):
        acks.append(await commands.once(frame(seq, "c1", TenderCash(amount_minor=100))))

    async with trio.open_nursery() as asking:
        for seq in range(5):
            asking.start_soon(ask, seq)
        await trio.testing.wait_all_tasks_blocked()
        reused = await commands.once(frame(9, "c1", TenderCash(amount_minor=200)))
        assert (reused.ok, reused.code) == (False, "command_id_reused")
        go.set()
    assert sorted(ack.seq for ack in acks) == [0, 1, 2, 3, 4]
