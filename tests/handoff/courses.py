"""Every course that a hand-off can take; the name says what happens, the story how."""

from collections.abc import Callable
from datetime import timedelta

from tests.handoff import hands
from tests.handoff.story import Story
from tests.handoff.world import SEND_AT, make_parcel

SENT = {"listmonk": "finished", "buttondown": "sent", "mailchimp": "sent"}
SENDING = {"listmonk": "running", "buttondown": "in_flight", "mailchimp": "sending"}
STOPPED = {"listmonk": "paused", "mailchimp": "canceling"}
STRANGE = {"listmonk": "unheard of", "buttondown": "errored", "mailchimp": "paused"}
LATE = SEND_AT + timedelta(hours=1)
TOO_LATE = SEND_AT + timedelta(hours=12, minutes=1)
CLEAR = dict[object, object].clear
SERVICE: list[Callable[[Story], None]] = []
"""With a mail service over HTTP."""
LISTMONK: list[Callable[[Story], None]] = []
"""What can only happen at listmonk; its answers are those that a real one gave (`test_observed.py`)."""
MAIL: list[Callable[[Story], None]] = []
"""By mail to the list's address."""


def service(course: Callable[[Story], None]) -> Callable[[Story], None]:
    SERVICE.append(course)
    return course


def listmonk(course: Callable[[Story], None]) -> Callable[[Story], None]:
    LISTMONK.append(course)
    return course


def mail(course: Callable[[Story], None]) -> Callable[[Story], None]:
    MAIL.append(course)
    return course


@service
def as_usual(s):
    s.run()
    s.run()
    s.rollback()
    s.rollback()
    s.run()


@service
@mail
def not_approved(s):
    s.world.parcel = make_parcel(s.world.config, "Edited since")
    s.run()


@service
def create_is_refused(s):
    s.trouble(create=400)
    s.run()
    s.trouble()
    s.run()


@service
def create_does_not_leave(s):
    s.trouble(create="unsent")
    s.run()
    s.trouble()
    s.run()


@service
def create_has_no_answer_and_is_found(s):
    s.trouble(create="lost")
    s.run()


@service
def create_has_no_answer_and_is_absent(s):
    s.trouble(create="reset")
    s.run()
    s.rollback()
    s.run()
    s.settle("sent")
    s.settle("absent")
    s.trouble()
    s.run()


@service
def create_has_no_answer_and_nobody_can_look(s):
    def deaf(stored):
        s.trouble(find="reset")
        return "lost"

    s.trouble(create=deaf)
    s.run()
    s.trouble(find="unsent")
    s.run()
    s.trouble()
    s.run()


@service
def create_has_no_answer_and_there_are_two(s):
    def twins(stored):
        [row] = stored.values()
        other = 99 if s.world.target == "listmonk" else "99"
        stored[other] = {**row, "id": other}
        return "lost"

    s.trouble(create=twins)
    s.run()
    s.trouble()
    s.run()


@service
def create_is_answered_with_nothing(s):
    s.trouble(create=200)
    s.run()


@service
def created_as_something_else(s):
    s.trouble(create=lambda stored: next(iter(stored.values())).update(status=SENDING[s.world.target]))
    s.run()
    s.run()


def fill(s, kind):
    s.drafted()
    s.edit()
    s.trouble(fill=kind)
    s.run()
    s.trouble()
    s.run()


@service
def fill_is_refused(s):
    fill(s, 400)


@service
def fill_does_not_leave(s):
    fill(s, "unsent")


@service
def fill_has_no_answer(s):
    fill(s, "lost")


@service
def fill_has_no_answer_and_is_taken_back(s):
    s.drafted()
    s.edit()
    s.trouble(fill="reset")
    s.run()
    s.rollback()


@service
def fill_changes_nothing(s):
    fill(s, 200)


def schedule(s, kind):
    s.drafted()
    s.trouble(schedule=kind)
    s.run()
    s.trouble()
    s.run()


@service
def schedule_is_refused(s):
    schedule(s, 400)


@service
def schedule_does_not_leave(s):
    schedule(s, "unsent")


@service
def schedule_has_no_answer_and_is_done(s):
    schedule(s, "lost")


@service
def schedule_has_no_answer_and_is_not_done(s):
    schedule(s, "reset")


@service
def schedule_changes_nothing(s):
    schedule(s, 200)


@service
def schedule_cannot_be_read_back(s):
    s.drafted()
    s.trouble(schedule=lambda stored: s.trouble(read="reset", find="reset"))
    s.run()
    s.run()
    s.trouble()
    s.run()


def schedule_in_doubt_and_deleted(s, verdict):
    s.drafted()
    s.trouble(schedule="reset")
    s.run()
    s.trouble()
    s.there(CLEAR, "it is deleted there")
    s.at(LATE)
    s.run()
    s.rollback()
    s.settle(verdict)
    s.run()
    s.settle(verdict)


@service
def schedule_in_doubt_deleted_and_sent(s):
    schedule_in_doubt_and_deleted(s, "sent")


@service
def schedule_in_doubt_deleted_and_absent(s):
    schedule_in_doubt_and_deleted(s, "absent")


@service
def schedule_in_doubt_and_edited(s):
    s.drafted()
    s.trouble(schedule="reset")
    s.run()
    s.world.parcel = make_parcel(s.world.config, "Edited since")
    s.run()
    s.trouble()
    s.rollback()


@service
def sent_while_in_doubt_and_edited(s):
    s.drafted()
    s.trouble(schedule="reset")
    s.run()
    s.trouble()
    s.status(**SENT)
    s.world.parcel = make_parcel(s.world.config, "Edited since")
    s.rollback()
    s.rollback()


def unschedule(s, kind):
    s.scheduled()
    s.trouble(unschedule=kind)
    s.rollback()
    s.trouble()
    s.run()


@service
def unschedule_is_refused(s):
    unschedule(s, 400)


@service
def unschedule_does_not_leave(s):
    unschedule(s, "unsent")


@service
def unschedule_has_no_answer_and_is_done(s):
    unschedule(s, "lost")


@service
def unschedule_has_no_answer_and_is_not_done(s):
    unschedule(s, "reset")


@service
def unschedule_changes_nothing(s):
    unschedule(s, 200)


@service
def proof_fails(s):
    s.drafted()
    s.trouble(proof=404)
    s.run()
    s.trouble(proof=502)
    s.run()


@service
def nobody_reads(s):
    s.world.remote.readers = 0
    s.run()
    s.test()


@service
def nobody_answers(s):
    s.trouble(find="unsent", template="unsent")
    s.run()
    s.rollback()
    s.test()


@service
def late(s):
    s.at(LATE)
    s.run()
    s.run()


@service
def at_the_last_minute(s):
    s.drafted()
    s.at(SEND_AT - timedelta(minutes=2, seconds=1))
    s.run()
    s.rollback()
    s.at(SEND_AT - timedelta(minutes=2))
    s.run()


@service
def at_the_last_moment(s):
    s.at(SEND_AT + timedelta(hours=12))
    s.run()
    s.lose_ledger()
    s.run()


@service
def too_late(s):
    s.at(TOO_LATE)
    s.run()


@service
def too_late_with_a_draft(s):
    s.drafted()
    s.at(TOO_LATE)
    s.run()


@service
def too_late_with_a_doubt(s):
    s.trouble(create="reset")
    s.run()
    s.trouble()
    s.at(TOO_LATE)
    s.run()


@service
def too_late_with_another_doubt(s):
    s.drafted()
    s.trouble(schedule="reset")
    s.run()
    s.trouble()
    s.at(TOO_LATE)
    s.run()


@service
def deleted_after_its_time(s):
    s.scheduled()
    s.there(CLEAR, "it is deleted there")
    s.at(LATE)
    s.rollback()
    s.edit()
    s.run()


@service
def deleted_before_its_time(s):
    s.scheduled()
    s.there(CLEAR, "it is deleted there")
    s.rollback()
    s.run()


@service
def deleted_in_doubt_before_its_time(s):
    s.drafted()
    s.trouble(schedule="reset")
    s.run()
    s.there(CLEAR, "it is deleted there")
    s.trouble(create=400)
    s.run()
    s.trouble(find="unsent", template="unsent")
    s.run()


@service
def deleted_edited_and_as_before(s):
    s.scheduled()
    s.there(CLEAR, "it is deleted there")
    s.edit()
    s.trouble(create=400)
    s.run()
    s.trouble()
    s.as_before()
    s.run()


@service
def deleted_before_a_later_time(s):
    s.at(LATE)
    s.scheduled()
    s.there(CLEAR, "it is deleted there")
    s.at(LATE + timedelta(minutes=9))
    s.rollback()


@service
def deleted_and_another_is_there(s):
    s.scheduled()

    def renamed(stored):
        for id in list(stored):
            new = 99 if s.world.target == "listmonk" else "99"
            stored[new] = {**stored.pop(id), "id": new}

    s.there(renamed, "it has another id there")
    s.rollback()
    s.run()


@service
def ledger_lost_when_scheduled(s):
    s.scheduled()
    s.lose_ledger()
    s.run()


@service
def ledger_lost_with_a_draft(s):
    s.drafted()
    s.lose_ledger()
    s.run()


@service
def ledger_lost_when_sent(s):
    s.scheduled()
    s.status(**SENT)
    s.lose_ledger()
    s.run()
    s.run()


@service
def ledger_lost_and_other_words_are_sent(s):
    s.scheduled()
    s.status(**SENDING)
    s.lose_ledger()
    s.edit()
    s.run()
    s.rollback()
    s.rollback()


@service
def scheduled_for_another_time(s):
    s.scheduled()
    for row in s.stored().values():
        for name in {"send_at", "publish_date", "send_time"} & set(row):
            row[name] = "2026-11-23T15:59:59+00:00"
    s.lose_ledger()
    s.run()


@service
def edited_while_scheduled(s):
    s.scheduled()
    s.edit()
    s.run()


@service
def begun_and_stopped(s):
    s.scheduled()
    s.status(**STOPPED)
    s.rollback()
    s.lose_ledger()
    s.run()
    s.run()


@service
def neither_draft_nor_begun(s):
    s.scheduled()
    s.status(**STRANGE)
    s.rollback()
    s.lose_ledger()
    s.run()
    s.test()


@service
def a_test(s):
    s.test()
    s.test()
    s.run()
    s.test()


@service
def a_test_is_refused(s):
    s.drafted()
    s.trouble(test=400)
    s.test()
    s.trouble(test=500)
    s.test()


def changed_there(s, change):
    """Seen before its time; rolled back and approved again, it waits there as it was approved, and goes out."""
    s.scheduled()
    s.look()
    s.behind_our_back(change)
    s.look()
    s.rollback()
    s.run()
    s.look()
    s.at(LATE)
    s.behind_our_back(hands.sent, 12, 12)
    s.look()


def changed_there_and_left(s, change):
    """Seen after its time, when the service has done what it was made to do."""
    s.scheduled()
    s.behind_our_back(change)
    s.at(LATE)
    s.look()


@service
def edited_there(s):
    changed_there(s, hands.edited)


@service
def edited_there_and_sent(s):
    s.scheduled()
    s.behind_our_back(hands.edited)
    s.at(LATE)
    s.behind_our_back(hands.sent, 12, 12)
    s.look()
    s.rollback()


@service
def moved_there(s):
    changed_there(s, hands.moved)


@service
def set_back_there(s):
    changed_there(s, hands.set_back)


@service
def set_back_there_and_left(s):
    changed_there_and_left(s, hands.set_back)


@service
def deleted_there(s):
    changed_there(s, hands.deleted)


@service
def deleted_there_and_left(s):
    changed_there_and_left(s, hands.deleted)


@service
def it_still_waits(s):
    s.scheduled()
    s.at(LATE)
    s.look()


@service
def sent_to_nobody(s):
    s.scheduled()
    s.at(LATE)
    s.behind_our_back(hands.sent, 0, 0)
    s.look()


@service
def sent_to_some(s):
    s.scheduled()
    s.at(LATE)
    s.behind_our_back(hands.sent, 24, 30)
    s.look()
    s.settle("sent")


@service
def sent_before_its_time(s):
    s.scheduled()
    s.status(**SENDING)
    s.look()
    s.behind_our_back(hands.sent, 12, 12)
    s.look()


@service
def it_is_in_a_state_that_says_nothing(s):
    s.scheduled()
    s.status(**STRANGE)
    s.look()
    s.at(LATE)
    s.look()
    s.settle("absent")
    s.run()


@service
def nobody_can_be_asked(s):
    s.scheduled()
    s.trouble(read="reset", template="reset")
    s.look()


@listmonk
def its_template_is_edited(s):
    changed_there(s, hands.template_edited)


@listmonk
def its_template_is_deleted(s):
    changed_there(s, hands.template_deleted)


@listmonk
def its_template_is_unknown(s):
    changed_there(s, hands.template_unknown)


@listmonk
def it_stops_at_24_of_30(s):
    s.scheduled()
    s.there(lambda _: s.world.remote.counts.update({3: {"confirmed": 30}}), "thirty readers, and it dies after 24")
    s.world.remote.sends = 24
    s.at(SEND_AT)
    s.world.remote.scan()
    s.look()
    s.at(LATE)
    s.there(lambda _: s.world.remote.by_hand(7, "cancelled"), "somebody cancels the rest")
    s.look()
    s.rollback()


@listmonk
def nobody_has_confirmed(s):
    s.there(lambda _: s.world.remote.counts.update({3: {"unconfirmed": 3}}), "three readers, none has confirmed")
    s.run()
    s.there(lambda _: s.world.remote.counts.update({3: {"confirmed": 1, "unconfirmed": 2}}), "one has")
    s.run()
    s.there(lambda _: s.world.remote.counts.update({3: {"unconfirmed": 2}}), "and leaves")
    s.at(LATE)
    s.world.remote.scan()
    s.look()


@listmonk
def a_test_to_whom_the_token_does_not_see(s):
    s.there(lambda _: s.world.remote.addresses.update({"ed@example.org": set()}), "the editor is on no list")
    s.test()
    s.there(lambda _: s.world.remote.addresses.update({"ed@example.org": {4}}), "on a list of another role")
    s.test()
    s.there(lambda _: s.world.remote.addresses.update({"ed@example.org": {3}}), "on a list of ours")
    s.test()


@mail
def mail_is_refused_for_now(s):
    s.at(SEND_AT + timedelta(minutes=18))
    s.trouble(message="later")
    s.run()
    s.at(SEND_AT + timedelta(minutes=48))
    s.run()
    s.trouble()
    s.at(SEND_AT + timedelta(hours=1, minutes=18))
    s.run()
    s.run()


@mail
def mail_as_usual(s):
    s.at(SEND_AT - timedelta(seconds=1))
    s.run()
    s.rollback()
    s.at(SEND_AT)
    s.run()
    s.run()
    s.rollback()
    s.settle("sent")


@mail
def mail_before_its_end(s):
    s.at(SEND_AT + timedelta(hours=12))
    s.run()


@mail
def mail_too_late(s):
    s.at(SEND_AT + timedelta(hours=12, seconds=1))
    s.run()


@mail
def mail_meets_trouble(s):
    for step in ("CONNECT", "MAIL", "RCPT", "DATA", "message"):
        for kind in ("later", "never", "reset"):
            if (step, kind) != ("message", "reset"):
                s.trouble(**{step: kind})
                s.run()
    s.trouble()
    s.run()


def mail_without_an_answer(s, verdict):
    s.trouble(message="lost")
    s.run()
    s.trouble()
    s.run()
    s.rollback()
    s.world.parcel = make_parcel(s.world.config, "Edited since")
    s.run()
    s.world.parcel = make_parcel(s.world.config)
    s.settle(verdict)
    s.run()


@mail
def mail_that_arrived(s):
    mail_without_an_answer(s, "sent")


@mail
def mail_that_did_not_arrive(s):
    mail_without_an_answer(s, "absent")
