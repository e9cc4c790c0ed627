"""Kill −9 in the middle of work, again and again, against a ledger that the clients keep themselves.

Before a return is sent its intent is synced to the disk; when the answer came the acknowledgement is. After each restart
what was never acknowledged is sent again with the same key and the same body. At the end every intent must have had its
effect once: nothing acknowledged lost, nothing doubled, no gap in any numbering.
"""
import http.client
import json
import os
import threading
import time

from house import FIELDS, Client, tell

CLIENTS = 6
LEAST_PAIRS_LEFT = 1200


class Ledger:
    """One file for each client; every line is on the disk before the client goes on."""

    def __init__(self, path):
        self.file = os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)

    def write(self, **line):
        os.write(self.file, (json.dumps(line) + "\n").encode())
        os.fdatasync(self.file)

    def close(self):
        os.close(self.file)


class Pairs:
    """Hands out every village and task once."""

    def __init__(self, city):
        self.city = city
        self.lock = threading.Lock()
        self.tasks = []
        self.given = 0

    def left(self):
        return len(self.tasks) * len(self.city.clerks) - self.given

    def take(self):
        with self.lock:
            if self.left() <= 0:
                return None
            number = self.given
            self.given += 1
        clerk = self.city.clerks[number % len(self.city.clerks)]
        one = 1 + number % 97
        two = 1 + number // 97
        return {"key": f"soak-return-{number:08d}", "unit": clerk[0], "token": clerk[1],
                "task": self.tasks[number // len(self.city.clerks)], "values": [one, two, one + two]}


def submit(client, intent):
    client.token = intent["token"]
    answers = {code: str(value) for code, value in zip(FIELDS, intent["values"])}
    return client.ask("POST", f"/api/forms/tasks/{intent['task']}/units/{intent['unit']}/submit", {"answers": answers},
                      key=intent["key"], if_match=0)


class Worker(threading.Thread):
    def __init__(self, port, pairs, ledger):
        super().__init__(daemon=True)
        self.port = port
        self.pairs = pairs
        self.ledger = ledger
        self.acknowledged = {}  # key -> (intent, id)
        self.unknown = []
        self.refused = []

    def run(self):
        client = Client(self.port, "")
        while (intent := self.pairs.take()) is not None:
            self.ledger.write(intent=intent["key"], unit=intent["unit"], task=intent["task"], values=intent["values"])
            try:
                status, answer = submit(client, intent)
            except (OSError, http.client.HTTPException):
                self.unknown.append(intent)
                return  # the server is gone
            if status in (200, 201):
                self.ledger.write(acknowledged=intent["key"], id=answer["id"])
                self.acknowledged[intent["key"]] = (intent, answer["id"])
            elif status == 503:
                self.unknown.append(intent)
                time.sleep(0.02)
            else:
                self.refused.append(f"{status} {answer}")


def send_again(program, intents, acknowledged, ledger):
    client = Client(program.port, "")
    try:
        for intent in intents:
            status, answer = submit(client, intent)
            tell(status in (200, 201), f"a return sent again got {status} {answer}")
            ledger.write(acknowledged=intent["key"], id=answer["id"])
            acknowledged[intent["key"]] = (intent, answer["id"])
    finally:
        client.close()


def check_repeats(program, acknowledged, chance):
    """An acknowledged return that is sent again has no second effect and the same answer; and it can be read."""
    client = Client(program.port, "")
    try:
        for key in chance.sample(sorted(acknowledged), min(10, len(acknowledged))):
            intent, made = acknowledged[key]
            status, answer = submit(client, intent)
            tell(status in (200, 201) and answer["id"] == made, f"{key} was acknowledged as {made}; again: {status} {answer}")
            status, view = client.ask("GET", f"/api/forms/tasks/{intent['task']}/units/{intent['unit']}")
            tell(status == 200 and view["state"] == "reported", f"{key} was acknowledged, and reads {status} {view.get('state')}")
    finally:
        client.close()


def check_tables(tables, acknowledged):
    wanted = {(int(intent["unit"]), int(intent["task"])): (int(made), intent) for intent, made in acknowledged.values()}
    returns = tables.rows("SELECT unit_id, task_id, id, version, state, answers FROM forms_return")
    stands = {(row[0], row[1]): row for row in returns}
    lost = [pair for pair in wanted if pair not in stands]
    tell(not lost, f"{len(lost)} acknowledged returns are lost: {lost[:3]}")
    strangers = [pair for pair in stands if pair not in wanted]
    tell(not strangers, f"{len(strangers)} returns stand that nobody sent: {strangers[:3]}")
    for pair, (made, intent) in wanted.items():
        row = stands[pair]
        tell(row[2] == made, f"{pair} was acknowledged as {made} and is {row[2]}")
        tell(row[3] == 1 and row[4] == 2, f"{pair} has version {row[3]}, state {row[4]}")
        for value in intent["values"]:
            tell(f'"{value}"' in row[5], f"{pair} holds other values than were sent: {row[5]}")
    count = len(wanted)
    for what, sql in {
            "versions of returns": "SELECT COUNT(*) FROM forms_return_version",
            "audit entries": "SELECT COUNT(*) FROM audit_entry WHERE capability = 'forms.return.reported'",
            "returns with an audit entry": "SELECT COUNT(DISTINCT object_id) FROM audit_entry "
                                           "WHERE capability = 'forms.return.reported'",
            "effects": "SELECT COUNT(*) FROM platform_idempotency WHERE key LIKE 'soak-return-%'",
            "changes": "SELECT COUNT(*) FROM platform_change WHERE topic = 'forms.return'"}.items():
        found = tables.rows(sql)[0][0]
        tell(found == count, f"{count} returns and {found} {what}")
    for table in ("platform_change", "audit_entry"):
        rows, first, last, waiting = tables.rows(
            f"SELECT COUNT(number), COALESCE(MIN(number), 1), COALESCE(MAX(number), 0), "
            f"COUNT(CASE WHEN number IS NULL THEN 1 END) FROM {table}")[0]
        tell(waiting == 0 and first == 1 and last == rows,
             f"{table}: {rows} numbers from {first} to {last}, {waiting} rows without")
    gaps = tables.rows("SELECT COUNT(*) FROM (SELECT unit_id, subject, element_id FROM catalogue_held "
                       "GROUP BY unit_id, subject, element_id HAVING COUNT(*) <> MAX(version)) AS uneven")[0][0]
    tell(gaps == 0, f"{gaps} held values have a gap in their log")


def wait_until_numbered(tables):
    for _ in range(100):
        if all(tables.rows(f"SELECT COUNT(*) FROM {table} WHERE number IS NULL")[0][0] == 0
               for table in ("platform_change", "audit_entry")):
            return
        time.sleep(0.2)


def run(city, folder, postgres, count, chance, report):
    engine = "PostgreSQL" if postgres else "SQLite"
    program, tables = city.copy(folder, postgres)
    pairs = Pairs(city)
    ledgers = [Ledger(os.path.join(folder, f"ledger-{number}")) for number in range(CLIENTS)]
    acknowledged = {}
    unknown = []
    ready = []
    sent_again = 0
    crashes = 0
    for number in range(count + 1):
        program.start()
        if number > 0:
            ready.append(program.ready_seconds)
        sent_again += len(unknown)
        send_again(program, unknown, acknowledged, ledgers[0])
        unknown = []
        check_repeats(program, acknowledged, chance)
        if number == count:
            break
        while pairs.left() < LEAST_PAIRS_LEFT:
            pairs.tasks.append(city.publish(program.port, len(pairs.tasks)))
        workers = [Worker(program.port, pairs, ledger) for ledger in ledgers]
        for worker in workers:
            worker.start()
        time.sleep(chance.uniform(0.1, 0.8))
        # Every tenth time the database goes down with the program.
        if postgres and number % 10 == 2:
            postgres.crash()
            crashes += 1
        program.kill()
        for worker in workers:
            worker.join(60)
            tell(not worker.is_alive(), "a client hangs")
            tell(not worker.refused, f"{len(worker.refused)} returns were refused: {worker.refused[:1]}")
            acknowledged.update(worker.acknowledged)
            unknown += worker.unknown
        if postgres and number % 10 == 2:
            postgres.start()
        if (number + 1) % 10 == 0:
            report.say(f"{engine}: {number + 1} kills, {len(acknowledged)} acknowledged")
    wait_until_numbered(tables)
    program.stop()
    check_tables(tables, acknowledged)
    for words in (["verify", "audit"], ["verify", "rollups"]):
        status, said = program.run(*words)
        tell(status == 0, f"{' '.join(words)}: {said}")
    tell(len(acknowledged) >= count, "the clients hardly worked")
    ready.sort()
    report.result(
        f"{engine}: {count} kills −9" + (f" ({crashes} with the database's own crash)" if crashes else "") +
        f", {len(acknowledged)} returns acknowledged, {sent_again} sent again after a kill; nothing lost, nothing doubled, "
        f"no gap in changes, audit log and held values; `verify audit` and `verify rollups` hold. Ready again after "
        f"{ready[len(ready) // 2]:.2f} s (median), {ready[-1]:.2f} s (longest).")
    tell(ready[len(ready) * 99 // 100] <= 5, f"ready again only after {ready[-1]:.1f} s")
    for ledger in ledgers:
        ledger.close()
