"""What tools/check-arrows must find, and must not, on small trees made for the moment."""
import importlib.machinery
import importlib.util
import tempfile
import unittest
from pathlib import Path

TOOL = Path(__file__).resolve().parent.parent / "check-arrows"
loader = importlib.machinery.SourceFileLoader("check_arrows", str(TOOL))
spec = importlib.util.spec_from_loader("check_arrows", loader)
check_arrows = importlib.util.module_from_spec(spec)
loader.exec_module(check_arrows)


def room(folder, sources="a.cpp", uses="", tests=""):
    text = f"# a comment (with brackets)\nqz_room({folder}\n  SOURCES {sources}\n"
    text += f"  USES {uses}\n" if uses else ""
    text += "  LIBRARIES Some::library)\n"
    return {f"src/{folder}/CMakeLists.txt": text + tests, f"src/{folder}/{folder.split('/')[-1]}.hpp": "#pragma once\n"}


BASE = {**room("platform/base", "ids.cpp"), "src/platform/base/ids.cpp": '#include "platform/base/ids.hpp"\n',
        "src/platform/base/ids.hpp": "#pragma once\n"}
STORAGE = {**room("platform/storage", uses="platform_base"),
           "src/platform/storage/a.cpp": '#include "platform/base/ids.hpp"\n#include "platform/storage/connection.hpp"\n',
           "src/platform/storage/connection.hpp": "#pragma once\n"}
DIRECTORY = {**room("directory", uses="platform_storage"),
             "src/directory/a.cpp": '#include "directory/directory.hpp"\n#include "platform/storage/storage.hpp"\n'}
FORMS = {**room("forms", uses="directory platform_storage"),
         "src/forms/a.cpp": '#include "directory/directory.hpp"\n#include "platform/storage/storage.hpp"\n'}
ROLLUPS = {**room("rollups"), "src/rollups/a.cpp": '#include "rollups/rollups.hpp"\n'}
HOUSE = {**BASE, **STORAGE, **DIRECTORY, **FORMS, **ROLLUPS,
         "src/CMakeLists.txt": "add_executable(qingzhuang main.cpp)\n",
         "src/main.cpp": '#include "forms/forms.hpp"\n#include "rollups/rollups.hpp"\n'}


class CheckArrows(unittest.TestCase):
    def found(self, changes):
        """The faults of the house with these files put in its place."""
        with tempfile.TemporaryDirectory() as folder:
            for name, text in {**HOUSE, **changes}.items():
                path = Path(folder) / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            return check_arrows.Tree(folder).check()

    def assert_one(self, changes, *words):
        found = self.found(changes)
        self.assertEqual(len(found), 1, found)
        for word in words:
            self.assertIn(word, found[0])

    def test_finds_nothing_in_a_house_in_order(self):
        self.assertEqual(self.found({}), [])

    def test_refuses_a_private_header_of_another_room(self):
        self.assert_one({"src/forms/a.cpp": '#include "directory/directory.hpp"\n'
                                            '#include "platform/storage/connection.hpp"\n'},
                        "src/forms/a.cpp", "private to platform/storage")

    def test_leaves_a_rooms_own_private_headers_alone(self):
        self.assertEqual(self.found({"src/platform/storage/b.hpp": '#include "platform/storage/connection.hpp"\n'}), [])

    def test_takes_every_header_of_base_as_a_door(self):
        self.assertEqual(self.found({**room("calendar", uses="platform_base"),
                                     "src/calendar/a.cpp": '#include "platform/base/ids.hpp"\n'}), [])

    def test_asks_for_the_room_in_uses_even_where_another_room_brings_it(self):
        self.assert_one({"src/rollups/CMakeLists.txt": room("rollups", uses="directory")["src/rollups/CMakeLists.txt"],
                         "src/rollups/a.cpp": '#include "directory/directory.hpp"\n'
                                              '#include "platform/storage/storage.hpp"\n'},
                        "platform_storage in USES of rollups")

    def test_refuses_an_arrow_that_nothing_uses(self):
        self.assert_one({"src/rollups/CMakeLists.txt": room("rollups", uses="directory")["src/rollups/CMakeLists.txt"]},
                        "USES directory, but no file of rollups includes it")

    def test_keeps_mission_rooms_apart(self):
        found = self.found({"src/rollups/CMakeLists.txt": room("rollups", uses="forms")["src/rollups/CMakeLists.txt"],
                            "src/rollups/a.cpp": '#include "forms/forms.hpp"\n'})
        self.assertTrue(any("mission rooms do not know each other" in fault for fault in found), found)

    def test_refuses_an_arrow_that_points_upward(self):
        found = self.found({"src/directory/CMakeLists.txt":
                            room("directory", uses="platform_storage forms")["src/directory/CMakeLists.txt"],
                            "src/directory/a.cpp": '#include "platform/storage/storage.hpp"\n#include "forms/forms.hpp"\n'})
        self.assertTrue(any("points upward" in fault for fault in found), found)
        self.assertTrue(any(fault.startswith("loop: ") for fault in found), found)

    def test_keeps_the_anonymous_intake_away_from_whoever_knows_people(self):
        found = self.found({"src/feedback/intake/CMakeLists.txt":
                            room("feedback/intake", uses="directory")["src/feedback/intake/CMakeLists.txt"],
                            "src/feedback/intake/a.cpp": '#include "directory/directory.hpp"\n'})
        self.assertTrue(any("the intake never learns who asks" in fault for fault in found), found)

    def test_refuses_an_intake_that_speaks_of_headers(self):
        found = self.found({**room("feedback/intake", uses="platform_base"),
                            "src/feedback/intake/a.cpp": 'void F() { request.Header("User-Agent"); }\n'})
        self.assertTrue(any("speaks of Header" in fault for fault in found), found)

    def test_refuses_a_loop_within_a_rank(self):
        self.assert_one({**room("calendar", uses="catalogue"), **room("catalogue", uses="calendar"),
                         "src/calendar/a.cpp": '#include "catalogue/catalogue.hpp"\n',
                         "src/catalogue/a.cpp": '#include "calendar/calendar.hpp"\n'},
                        "loop: calendar → catalogue → calendar")

    def test_refuses_sql_for_another_rooms_table(self):
        self.assert_one({"src/rollups/a.cpp": 'const char* k = R"sql(SELECT 1\n  FROM forms_return r)sql";\n'},
                        "FROM forms_return", "belongs to forms")

    def test_joins_neighbouring_literals_as_the_compiler_does(self):
        self.assert_one({"src/rollups/a.cpp": 'const char* k = "DELETE FROM "\n    "forms_return";\n'},
                        "DELETE FROM forms_return")

    def test_lets_everyone_read_the_positions_and_only_the_directory_write_them(self):
        self.assertEqual(self.found({"src/rollups/a.cpp": 'auto k = "SELECT 1 FROM x JOIN directory_position p";\n'}), [])
        self.assert_one({"src/rollups/a.cpp": 'auto k = "DELETE FROM directory_position";\n'}, "belongs to directory")
        self.assert_one({"src/rollups/a.cpp": 'auto k = "UPDATE directory_position SET a = 1";\n'}, "belongs to directory")

    def test_reads_no_sql_in_comments_and_tests(self):
        self.assertEqual(self.found({
            "src/rollups/a.cpp": '// "SELECT 1 FROM forms_return"\n',
            "src/rollups/CMakeLists.txt":
                room("rollups", tests="qz_room_tests(rollups SOURCES a_test.cpp)\n")["src/rollups/CMakeLists.txt"],
            "src/rollups/a_test.cpp": 'auto k = "SELECT 1 FROM forms_return";\n'}), [])

    def test_holds_tests_to_their_own_uses(self):
        tests = "qz_room_tests(rollups SOURCES a_test.cpp USES {})\n"
        lists = "src/rollups/CMakeLists.txt"
        include = {"src/rollups/a_test.cpp": '#include "directory/directory.hpp"\n#include "tests/support/x.hpp"\n'}
        self.assertEqual(self.found({**include, lists: room("rollups", tests=tests.format("tests_support directory"))[lists]}),
                         [])
        self.assert_one({**include, lists: room("rollups", tests=tests.format("tests_support"))[lists]},
                        "needs directory in USES")
        self.assert_one({"src/rollups/a_test.cpp": "\n", lists: room("rollups", tests=tests.format("tests_support"))[lists]},
                        "tests_support, but no test")

    def test_keeps_test_helpers_out_of_the_program(self):
        self.assert_one({"src/rollups/a.cpp": '#include "tests/support/x.hpp"\n'}, "belongs to the tests")

    def test_knows_a_room_inside_a_room_by_its_own_door(self):
        nested = {**room("feedback"), "src/feedback/a.cpp": '#include "feedback/intake/rules.hpp"\n',
                  **room("feedback/intake"), "src/feedback/intake/a.cpp": "\n", "src/feedback/intake/rules.hpp": "\n"}
        found = self.found(nested)
        self.assertTrue(any("private to feedback/intake" in fault for fault in found), found)

    def test_names_a_source_that_is_listed_nowhere(self):
        self.assert_one({"src/rollups/lost.cpp": "\n"}, "src/rollups/lost.cpp", "is not listed")

    def test_names_a_folder_without_a_room(self):
        self.assert_one({"src/burden/a.hpp": "\n"}, "declares no qz_room")

    def test_asks_for_includes_written_from_src(self):
        self.assert_one({"src/forms/model.hpp": "\n",
                         "src/forms/a.cpp": HOUSE["src/forms/a.cpp"] + '#include "model.hpp"\n'},
                        'as "forms/model.hpp"')

    def test_asks_for_a_rank_for_a_new_room(self):
        found = self.found({**room("helpers"), "src/helpers/a.cpp": "\n"})
        self.assertTrue(any("give it a rank" in fault for fault in found), found)


if __name__ == "__main__":
    unittest.main()
