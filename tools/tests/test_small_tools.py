"""What count-cases reads in a report, what gather-cases puts into it, and what check-quotes and check-loops hold to."""
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

TOOLS = Path(__file__).resolve().parent.parent


def run(tool, argument):
    return subprocess.run([sys.executable, "-B", str(TOOLS / tool), str(argument)], capture_output=True, text=True)


class CountCases(unittest.TestCase):
    def test_counts_failures_errors_and_skipped_cases_apart(self):
        with tempfile.TemporaryDirectory() as folder:
            report = Path(folder) / "report.xml"
            report.write_text('<testsuites><testsuite><testcase name="a"/><testcase name="b"><failure/></testcase>'
                              '<testcase name="c"><skipped/></testcase></testsuite>'
                              '<testsuite><testcase name="d"><error/></testcase><testcase name="e"/></testsuite></testsuites>')
            self.assertEqual(run("count-cases", report).stdout.strip(), "2 2 1")

    def test_counts_a_test_without_its_program_as_failed(self):
        with tempfile.TemporaryDirectory() as folder:
            report = Path(folder) / "report.xml"
            report.write_text('<testsuite><testcase name="a"><skipped message="Unable to find executable"/></testcase>'
                              '<testcase name="b"><skipped message="SKIP_REGULAR_EXPRESSION_MATCHED"/></testcase></testsuite>')
            self.assertEqual(run("count-cases", report).stdout.strip(), "0 1 1")

    def test_fails_on_a_report_that_broke_off(self):
        with tempfile.TemporaryDirectory() as folder:
            report = Path(folder) / "report.xml"
            report.write_text("<testsuites><testsuite>")
            self.assertNotEqual(run("count-cases", report).returncode, 0)


class GatherCases(unittest.TestCase):
    def gathered(self, entry, cases=None):
        with tempfile.TemporaryDirectory() as folder:
            report = Path(folder) / "report.xml"
            report.write_text(f'<testsuite><testcase name="platform/http" status="run">{entry}</testcase></testsuite>')
            if cases is not None:
                (Path(folder) / "platform").mkdir()
                (Path(folder) / "platform" / "http.xml").write_text(f"<testsuites><testsuite>{cases}</testsuite></testsuites>")
            gather = [sys.executable, "-B", str(TOOLS / "gather-cases"), str(report), folder]
            subprocess.run(gather, check=True)
            return run("count-cases", report).stdout.strip()

    GOOD = '<testcase name="A" status="run" result="completed" classname="S"/>'
    BAD = '<testcase name="B" status="run" result="completed" classname="S"><failure/></testcase>'
    SKIPPED = '<testcase name="C" status="run" result="skipped" classname="S"><skipped message="no corpus"/></testcase>'
    OFF = '<testcase name="D" status="notrun" result="suppressed" classname="S"/>'

    def test_counts_the_cases_and_not_the_program(self):
        self.assertEqual(self.gathered("", self.GOOD * 3 + self.SKIPPED + self.OFF), "3 0 1")
        self.assertEqual(self.gathered("<failure/>", self.GOOD + self.BAD), "1 1 0")

    def test_keeps_the_fault_of_a_program_that_fell_before_its_report_or_after_its_last_case(self):
        self.assertEqual(self.gathered("<failure/>"), "0 1 0")
        self.assertEqual(self.gathered("<failure/>", self.GOOD), "1 1 0")


class CheckLoops(unittest.TestCase):
    def said(self, line):
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "src").mkdir()
            (Path(folder) / "src" / "walk.cpp").write_text(f"void Walk() {{\n    {line} Use(x);\n}}\n")
            return run("check-loops", folder).stdout

    def test_names_loops_over_what_a_temporary_pointer_owns(self):
        self.assertIn("src/walk.cpp:2:", self.said("for (const auto& x : *List(snapshot, Id(at)))"))
        self.assertIn("src/walk.cpp:2:", self.said("for (const Row& x : Book(snapshot)->rows)"))

    def test_lets_values_and_named_pointers_pass(self):
        for line in ("for (const auto& x : List(snapshot))", "for (const auto& x : *list)", "for (const auto& x : list->rows)",
                     "for (const auto& x : Read(text).rows)"):
            self.assertEqual(self.said(line), "")


class CheckQuotes(unittest.TestCase):
    def status(self, document, source="int one;\nint two;\nint three;\n"):
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "docs" / "how-to").mkdir(parents=True)
            (Path(folder) / "docs" / "how-to" / "page.md").write_text(document)
            (Path(folder) / "sample.cpp").write_text(source)
            return run("check-quotes", folder).returncode

    def test_accepts_whole_lines_of_the_file(self):
        self.assertEqual(self.status("<!-- quoted from sample.cpp -->\n```cpp\nint two;\nint three;\n```\n"), 0)

    def test_refuses_a_block_that_the_file_no_longer_holds(self):
        self.assertEqual(self.status("<!-- quoted from sample.cpp -->\n```cpp\nint four;\n```\n"), 1)

    def test_refuses_half_a_line(self):
        self.assertEqual(self.status("<!-- quoted from sample.cpp -->\n```cpp\ntwo;\n```\n"), 1)

    def test_refuses_a_file_that_is_gone(self):
        self.assertEqual(self.status("<!-- quoted from other.cpp -->\n```cpp\nint two;\n```\n"), 1)

    def test_refuses_a_mark_without_a_block(self):
        self.assertEqual(self.status("<!-- quoted from sample.cpp -->\nint two;\n"), 1)


class Dev(unittest.TestCase):
    def run_dev(self, *words, folder="/"):
        return subprocess.run([str(TOOLS.parent / "dev"), *words], capture_output=True, text=True, cwd=folder)

    def test_names_its_commands_from_any_folder(self):
        result = self.run_dev("help")
        self.assertEqual(result.returncode, 0)
        for command in ("run", "build", "test", "check", "format", "bench", "soak", "help"):
            self.assertIn(f"\n  {command} ", result.stdout)

    def test_refuses_a_command_that_it_does_not_know(self):
        result = self.run_dev("serve")
        self.assertEqual(result.returncode, 1)
        self.assertIn("there is no command «serve»", result.stderr)

    def test_ends_with_the_counts_and_goes_on_after_a_failure(self):
        """The functions of ./dev, with phases of our own: what CI reads is the last line and the exit code."""
        functions = (TOOLS.parent / "dev").read_text(encoding="utf-8").split("\ncase ${1:-help} in")[0]
        with tempfile.TemporaryDirectory() as folder:
            report = Path(folder) / "report.xml"
            (Path(folder) / "dev").write_text(functions + f"""
root='{TOOLS.parent}'; cd "$root"
report() {{ printf '<a><testcase/><testcase/><testcase><failure/></testcase></a>' >'{report}'; false; }}
cut() {{ printf '<a><testca' >'{report}'; false; }}
dead() {{ printf '<a><testcase/></a>' >'{report}'; false; }}
inner() {{ false; true; }}
phase 'good' - true
phase 'a function that fails in its middle' - inner
phase 'two of three' '{report}' report
phase 'no report at all' '{report}' false
phase 'half a report' '{report}' cut
phase 'a good report and a bad end' '{report}' dead
summary
""")
            result = subprocess.run(["bash", f"{folder}/dev"], capture_output=True, text=True)
        lines = result.stdout.strip().split("\n")
        self.assertEqual(lines[-1], "4 passed, 5 failed", result.stdout + result.stderr)
        self.assertEqual(result.returncode, 1)


if __name__ == "__main__":
    unittest.main()
