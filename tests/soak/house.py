"""The program under test, a small city for it, and a PostgreSQL of our own: what all long runs lean on."""
import hashlib
import http.client
import json
import os
import pwd
import secrets
import shutil
import signal
import sqlite3
import subprocess
import threading
import time

VILLAGES = 200
ROUNDS = 50  # of one weekly form in a year, by its admission
FORMS = 24  # enough for a hundred kills on a quiet machine: 240,000 returns of 200 villages
FIELDS = ["soak_one", "soak_two", "soak_three"]
PROGRAMS = "/usr/lib/postgresql/15/bin/"


class Fault(Exception):
    """A promise of the product that did not hold."""


def tell(condition, text):
    if not condition:
        raise Fault(text)


class Client:
    """One kept connection. Raises OSError or HTTPException when no whole answer came."""

    def __init__(self, port, token):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.token = token

    def ask(self, method, target, body=None, key=None, if_match=None):
        headers = {"Cookie": "qz_session=" + self.token}
        if method != "GET":
            headers["Idempotency-Key"] = key or secrets.token_hex(16)
            headers["Content-Type"] = "application/json"
        if if_match is not None:
            headers["If-Match"] = f'"{if_match}"'
        text = None if method == "GET" else json.dumps(body if body is not None else {})
        self.connection.request(method, target, text, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        try:
            return answer.status, json.loads(content) if content else {}
        except ValueError:
            return answer.status, {"text": content.decode("utf-8", "replace")}

    def must(self, method, target, body=None, key=None):
        status, answer = self.ask(method, target, body, key)
        tell(status in (200, 201), f"{method} {target}: {status} {answer}")
        return answer

    def close(self):
        self.connection.close()


class Program:
    """`qingzhuang serve` on a free port."""

    running = []

    @staticmethod
    def end_all():
        """Whatever a part that broke off has left."""
        for program in list(Program.running):
            program.kill()

    def __init__(self, binary, data, keys, database=None):
        self.words = ["--data", data, "--keys", keys] + (["--database", database] if database else [])
        self.binary = binary
        self.log = os.path.join(data, "serve.log")
        self.process = None
        self.port = 0
        self.ready_seconds = 0.0

    def run(self, *words):
        done = subprocess.run([self.binary, *words, *self.words], stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, timeout=600, check=False)
        return done.returncode, done.stdout + done.stderr

    def start(self):
        began = time.monotonic()
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen([self.binary, "serve", "--port", "0", *self.words],
                                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log)
        Program.running.append(self)
        late = threading.Timer(120, self.process.kill)
        late.start()
        said = []
        for line in self.process.stdout:
            text = line.decode("utf-8", "replace")
            said.append(text)
            if text.startswith("ready http://"):
                self.port = int(text.rsplit(":", 1)[1])
                break
        late.cancel()
        if not self.port:
            self.process.wait()
            Program.running.remove(self)
            with open(self.log, encoding="utf-8", errors="replace") as log:
                raise Fault("the program did not become ready: " + "".join(said[-5:]) + log.read()[-2000:])
        self.ready_seconds = time.monotonic() - began
        return self

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self._gone()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        status = self._gone()
        tell(status == 0, f"the program ended with {status}")

    def _gone(self):
        try:
            status = self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            status = "a time-out of a minute"
        self.process.stdout.close()
        Program.running.remove(self)
        self.process = None
        self.port = 0
        return status


class Fixture:
    """One city, two towns, two hundred villages with a signed-in clerk each, one department with a form of three fields.

    Sessions and clerks are written into the database: passwords and activation are tried elsewhere. All the rest goes
    through the program's own commands and API.
    """

    def __init__(self, binary, folder):
        self.binary = binary
        self.data = os.path.join(folder, "data")
        self.keys = os.path.join(folder, "keys")
        self.officer = ""
        self.clerks = []  # (unit, token)
        self.versions = []
        self.root = ""

    @staticmethod
    def make(binary, folder, tree=None):
        """With `tree`, a CSV of units, that tree and no clerks."""
        city = Fixture(binary, folder)
        os.makedirs(city.data)
        units = tree or Fixture._write_tree(os.path.join(folder, "units.csv"))
        program = Program(binary, city.data, city.keys)
        for words in (["import", "units", units], ["administrators"]):
            status, said = program.run(*words)
            tell(status == 0, f"{words}: {said}")
        base = sqlite3.connect(os.path.join(city.data, "qingzhuang.db"))
        row = base.execute("SELECT post.id, account.id FROM identity_post AS post JOIN identity_account AS account "
                           "ON account.person_id = post.person_id WHERE post.role = 'system_admin'").fetchone()
        base.execute("UPDATE identity_account SET state = 1, activation_index = '' WHERE id = ?", (row[1],))
        administrator = Fixture._session(base, row[1], row[0])
        base.commit()
        base.close()

        program.start()
        client = Client(program.port, administrator)
        city.root = client.must("GET", "/api/directory/root")["id"]
        made = client.must("POST", "/api/directory/departments", {"departments": [
            {"code": "soak-bureau", "name": "试验局", "government": city.root}]})
        program.stop()
        base = sqlite3.connect(os.path.join(city.data, "qingzhuang.db"))
        city.officer = Fixture._person(base, 1, int(made["ids"][0]), "department_officer")
        villages = [] if tree else base.execute("SELECT DISTINCT unit_id FROM directory_label WHERE level = 'village' "
                                "ORDER BY unit_id").fetchall()
        for index, (unit,) in enumerate(villages):
            city.clerks.append((str(unit), Fixture._person(base, 2 + index, unit, "village_clerk")))
        base.commit()
        base.close()
        program.start()
        client = Client(program.port, city.officer)
        for at, code in enumerate(FIELDS):
            client.must("POST", "/api/catalogue/elements", {
                "code": code, "label": f"试验项{'一二三'[at]}", "type": "integer", "refresh": "once",
                "sensitivity": "internal", "sharing": "conditional", "subject": "unit"})
        city.versions = [Fixture._version(client, city.root, number) for number in range(1, FORMS + 1)]
        program.stop()
        os.remove(program.log)
        return city

    @staticmethod
    def _version(client, root, number):
        """A frozen version of a weekly form of the three fields. Handed down from above: recorded, not judged, so that no gate
        has to be manned."""
        form = client.must("POST", "/api/forms/forms", {"definition": {
            "title": f"试验表{number}", "class": "routine", "layout": "single", "period": "weekly",
            "marks": {"admission_number": "试验 1 号", "issuer": "试验局", "valid_until": "2099-12-31"},
            "fields": [{"code": code, "required": True, "total": True} for code in FIELDS],
            "rules": [{"expression": "试验项一 + 试验项二 = 试验项三", "message": "两项之和应等于第三项"}]}})["id"]
        proposal = client.must("POST", "/api/admission/proposals", {
            "form": form, "origin": "handed_down", "document": f"试验〔2026〕{number} 号", "purpose": "试验",
            "legal_basis": "试验办法", "scope": [{"unit": root, "level": "village"}]})["id"]
        status, said = client.ask("POST", f"/api/admission/proposals/{proposal}/submit", if_match=1)
        tell(status == 200, f"the proposal: {status} {said}")
        return client.must("POST", f"/api/forms/forms/{form}/versions")["id"]

    @staticmethod
    def _write_tree(path):
        with open(path, "w", encoding="utf-8") as out:
            out.write("code,name,level,parent_code\n3799,试验市,city,\n379901,试验县,county,3799\n")
            for town in range(1, 3):
                out.write(f"37990110{town},试验{town}镇,township,379901\n")
                for village in range(1, VILLAGES // 2 + 1):
                    out.write(f"37990110{town}{village:03d},试验{town}{village:03d}村委会,village,37990110{town}\n")
        return path

    def tables(self):
        return SqliteTables(os.path.join(self.data, "qingzhuang.db"))

    @staticmethod
    def _session(base, account, post):
        token = secrets.token_urlsafe(32)
        now = int(time.time() * 1000)
        base.execute("INSERT INTO identity_session (token_hash, account_id, post_id, for_post_id, second_factor, "
                     "created_at, last_used, expires_at) VALUES (?, ?, ?, NULL, 1, ?, ?, ?)",
                     (hashlib.sha256(token.encode()).digest(), account, post, now, now + 11 * 3600_000,
                      now + 12 * 3600_000))
        return token

    @staticmethod
    def _person(base, number, unit, role):
        number += 1000
        now = int(time.time() * 1000)
        base.execute("INSERT INTO identity_person (id, name, created_at) VALUES (?, ?, ?)", (number, f"人{number}", now))
        base.execute("INSERT INTO identity_post (unit_id, id, person_id, role, title, enabled, valid_from, valid_until) "
                     "VALUES (?, ?, ?, ?, '试验', 1, 0, NULL)", (unit, number, number, role))
        base.execute("INSERT INTO identity_account (id, person_id, unit_id, login, login_key, search_text, phone, "
                     "password_hash, totp_secret, totp_pending, state, activation_index, activation_expires, created_by_unit, created_at) "
                     "VALUES (?, ?, ?, ?, ?, '', '', 'none', '', '', 1, '', 0, ?, ?)",
                     (number, number, unit, f"soak{number}", f"soak{number}", unit, now))
        return Fixture._session(base, number, number)

    def copy(self, folder, postgres=None, data=None):
        """The city in a place of its own: a Program, and a Tables to look into the database with."""
        data = data or os.path.join(folder, "data")
        keys = os.path.join(folder, "keys")
        os.makedirs(folder, exist_ok=True)
        shutil.copytree(self.data, data, dirs_exist_ok=True)
        shutil.copytree(self.keys, keys)
        if postgres is None:
            return Program(self.binary, data, keys), SqliteTables(os.path.join(data, "qingzhuang.db"))
        location = postgres.new_database("soak")
        status, said = Program(self.binary, data, keys).run("migrate", "--to", location)
        tell(status == 0, f"migrate: {said}")
        return Program(self.binary, data, keys, location), PostgresTables(location)

    def publish(self, port, number, auto=False):
        client = Client(port, self.officer)
        try:
            return client.must("POST", "/api/forms/tasks", {
                "version": self.versions[number // ROUNDS], "title": f"试验 {number}", "period": f"2026-W{1 + number % ROUNDS:02d}",
                "scope": [{"unit": self.root, "level": "village"}], "deadline": "2099-01-01T00:00:00Z", "late": "accept",
                "chain": ["township"], "step_days": 3, "contact_name": "试验", "contact_phone": "0631-0000000", "note": "",
                "auto": auto},
                key=f"soak-task-{number:06d}")["id"]
        finally:
            client.close()


class SqliteTables:
    def __init__(self, file):
        self.file = file

    def rows(self, sql):
        base = sqlite3.connect(self.file, timeout=30)
        try:
            return base.execute(sql).fetchall()
        finally:
            base.close()


class PostgresTables:
    def __init__(self, location):
        self.location = location

    def rows(self, sql):
        done = subprocess.run([PROGRAMS + "psql", "-X", "-q", "-A", "-t", "-F", "\t", "-v", "ON_ERROR_STOP=1",
                               "-c", sql, self.location], capture_output=True, text=True, check=False, timeout=300)
        tell(done.returncode == 0, "psql: " + done.stderr)
        return [tuple(int(cell) if cell.lstrip("-").isdigit() else cell for cell in line.split("\t"))
                for line in done.stdout.splitlines()]


class Postgres:
    """A PostgreSQL 15 of our own on the disk, with its durability as it comes; gone at the end."""

    def __init__(self, folder):
        self.folder = folder
        self.data = os.path.join(folder, "data")

    def _run(self, *words):
        user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        with open(os.path.join(os.path.dirname(self.folder), "postgres.log"), "ab") as log:
            return subprocess.run([*user, PROGRAMS + words[0], *words[1:]], cwd="/", stdin=subprocess.DEVNULL,
                                  stdout=log, stderr=log, check=False, timeout=300).returncode

    def __enter__(self):
        os.makedirs(self.data)
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            for path in (self.folder, self.data):
                os.chown(path, owner.pw_uid, owner.pw_gid)
        tell(self._run("initdb", "-D", self.data, "-U", "postgres", "-A", "trust", "--locale=C.UTF-8", "-E", "UTF8") == 0,
             "initdb failed")
        self.start()
        return self

    def start(self):
        settings = f"-c listen_addresses= -c unix_socket_directories={self.folder} -c jit=off"
        tell(self._run("pg_ctl", "-D", self.data, "-l", os.path.join(self.data, "server.log"), "-w", "start",
                       "-o", settings) == 0, "PostgreSQL did not start")

    def crash(self):
        """As a kill: it ends without a checkpoint and must recover from its log."""
        self._run("pg_ctl", "-D", self.data, "-m", "immediate", "stop")

    def new_database(self, name):
        location = f"postgres:///postgres?host={self.folder}&user=postgres"
        PostgresTables(location).rows(f"CREATE DATABASE {name}")
        return f"postgres:///{name}?host={self.folder}&user=postgres"

    def __exit__(self, *_):
        self.crash()
