"""The vendor's own clients for Python, unmodified, against the sandbox.

`genauth` and `authing` are one client under two brands; only the older one knows departments. Neither raises when a
call is refused: a caller must look at `statusCode`.
"""

import json

import authing
import genauth

from sandbox import SandboxTest

ALICE = "60b49eb83fd80adb96f26e68"
DEVELOPMENT = "6343bafc0190000889206c4c"
SHOP = "6437a1f2c0de4b0012ab34cd"
KEY = {"access_key_id": "sandbox-pool", "access_key_secret": "sandbox-secret"}


def target(kind, identifier):
    return {"targetType": kind, "targetIdentifier": identifier}


def codes(data):
    return [row["code"] for row in data["list"]]


class ManagementTest(SandboxTest):
    """What the tests of both clients share. `brand` is the client's package, `client` talks to a sandbox of its own."""

    brand = genauth

    def setUp(self):
        super().setUp()
        self.client = self.connect()

    def connect(self, path="", **settings):
        return self.brand.ManagementClient(host=self.sandbox.url + path, **{**KEY, **settings})

    def data(self, answer):
        self.assertEqual((answer["statusCode"], answer["message"]), (200, ""), answer)
        return answer["data"]

    def done(self, answer):
        self.assertEqual(self.data(answer), {"success": True})

    def assert_refused(self, answer, status, message):
        self.assertEqual((answer["statusCode"], answer["message"]), (status, message), answer)
        self.assertNotIn("data", answer)

    def calls(self, path):
        return self.sandbox.state()["calls"].get(path, 0)

    def holders(self, role, namespace="default"):
        """By the sandbox's own account."""
        rows = self.sandbox.state()["genauth"]["holders"]
        found = [row for row in rows if (row["namespace"], row["role"]) == (namespace, role)]
        return [f"{row['targetType']} {row['targetIdentifier']}" for row in found]


class Credentials(ManagementTest):
    def test_one_token_serves_many_calls(self):
        for _ in range(3):
            self.data(self.client.get_role(code="code1"))
        self.assertEqual(self.calls("/api/v3/get-management-token"), 1)

    def test_a_wrong_pair_raises(self):
        with self.assertRaises(Exception) as caught:
            self.connect(access_key_secret="wrong").get_role(code="code1")
        self.assertEqual((caught.exception.statusCode, caught.exception.apiCode), (499, 2224))

    def test_a_token_that_ends_early_is_not_renewed(self):
        self.data(self.client.get_role(code="code1"))
        self.sandbox.knobs(genauth={"token_epoch": 1})
        answer = self.client.get_role(code="code1")
        self.assertEqual((answer["statusCode"], answer["apiCode"]), (401, 2020))

    def test_a_token_whose_time_is_over_is_renewed(self):
        self.sandbox.knobs(genauth={"token_lifetime_s": -1})
        self.assertEqual(self.client.get_role(code="code1")["statusCode"], 401)
        self.sandbox.knobs(genauth={"token_lifetime_s": 7200})
        self.data(self.client.get_role(code="code1"))

    def test_a_reader_may_not_revoke(self):
        self.client = self.connect(access_key_id="sandbox-reader", access_key_secret="sandbox-reader-secret")
        self.data(self.client.list_roles())
        answer = self.client.revoke_role(code="code1", targets=[target("USER", ALICE)])
        self.assertEqual((answer["statusCode"], answer["apiCode"]), (403, 1001))

    def test_the_service_may_be_mounted_below_a_path(self):
        self.data(self.connect(path="/genauth").get_role(code="code1"))


class Reading(ManagementTest):
    def test_namespaces(self):
        everything = self.data(self.client.list_permission_namespaces(page=1, limit=50))
        self.assertEqual(codes(everything)[:2], ["default", "system"])
        self.assertEqual(self.data(self.client.list_namespaces(limit=50)), everything)
        self.assertEqual(self.data(self.client.get_permission_namespace(code=SHOP))["name"], "Bookshop")
        self.assertEqual(codes(self.data(self.client.list_permission_namespace_roles(code="OA"))), ["approver"])

    def test_roles_of_each_namespace(self):
        first, second = (self.data(self.client.list_roles(namespace=name)) for name in ("default", SHOP))
        self.assertIn("code1", codes(first))
        self.assertIn("code1", codes(second))
        self.assertEqual(self.data(self.client.list_roles()), first)
        roles = [self.data(self.client.get_role(code="code1", namespace=name)) for name in ("default", SHOP)]
        self.assertNotEqual(roles[0]["id"], roles[1]["id"])

    def test_every_member_of_a_long_role(self):
        people = []
        for page in (1, 2, 3):
            people += self.data(self.client.list_role_members(code="employee", page=page, limit=50))["list"]
        self.assertEqual((len(people), len({person["userId"] for person in people})), (120, 120))

    def test_extras_are_asked_for_with_pythons_booleans(self):
        plain, full = (
            self.data(self.client.list_role_members(code="code1", with_custom_data=wanted))["list"][0]
            for wanted in (False, True)
        )
        self.assertNotIn("customData", plain)
        self.assertEqual(full["customData"], {})

    def test_assignments_of_both_types(self):
        kinds = [["USER"], ["ORG"], ["USER", "ORG"]]
        answers = [self.client.list_role_assignments(role_code="code1", target_type=kind) for kind in kinds]
        self.assertEqual([self.data(answer)["totalCount"] for answer in answers], [1, 1, 2])

    def test_people_and_their_roles(self):
        found = self.data(self.client.list_users(keywords="alice@", options={"pagination": {"page": 1, "limit": 50}}))
        self.assertEqual([person["userId"] for person in found["list"]], [ALICE])
        self.assertEqual(self.data(self.client.get_user(user_id="alice", user_id_type="username"))["userId"], ALICE)
        held = self.data(self.client.get_user_roles(user_id=ALICE, user_id_type="user_id", namespace="default"))
        self.assertIn("code1", codes(held))
        self.assertEqual(codes(self.data(self.client.list_groups(page=1, limit=10)))[0], "developer")
        self.assertEqual(self.data(self.client.list_group_members(code="on_call"))["totalCount"], 3)

    def test_privileges_of_a_role(self):
        plain = self.data(self.client.get_role_authorized_resources(code="code1", namespace="default"))
        self.assertEqual(plain["totalCount"], 2)
        only = self.data(self.client.get_role_authorized_resources(code="code1", resource_type="API"))
        self.assertEqual(only["list"][0]["actions"], ["*"])
        rich = self.data(
            self.client.get_authorized_resources(
                target_type="ROLE", target_identifier="code1", namespace="default", with_denied=True
            )
        )
        self.assertEqual([row["effect"] for row in rich["list"]], ["ALLOW", "ALLOW", "DENY"])


class Revoking(ManagementTest):
    def test_a_role_is_given_and_taken(self):
        person = [target("USER", ALICE)]
        asked = {"user_id": ALICE, "roles": [{"namespace": "default", "code": "auditor"}]}
        self.done(self.client.assign_role(code="auditor", targets=person, namespace="default"))
        self.assertEqual(self.data(self.client.has_any_role(**asked)), {"hasAnyRole": True})
        self.done(self.client.revoke_role(code="auditor", targets=person, namespace="default"))
        self.assertEqual(self.data(self.client.has_any_role(**asked)), {"hasAnyRole": False})
        self.done(self.client.revoke_role(code="auditor", targets=person))
        self.assertNotIn(f"USER {ALICE}", self.holders("auditor"))

    def test_several_roles_at_once(self):
        roles = [{"code": "code1", "namespace": name} for name in ("default", SHOP)]
        self.done(self.client.revoke_role_batch(targets=[target("USER", ALICE)], roles=roles))
        for name in ("default", SHOP):
            self.assertNotIn(f"USER {ALICE}", self.holders("code1", name))
        self.done(self.client.assign_role_batch(targets=[target("USER", ALICE)], roles=roles))
        self.assertIn(f"USER {ALICE}", self.holders("code1", SHOP))

    def test_refusals_come_back_as_answers(self):
        self.assert_refused(self.client.revoke_role(code="code1", targets=[]), 400, "参数 targets 格式错误")
        nobody = [target("USER", ALICE), target("USER", "nobody7")]
        self.assert_refused(self.client.revoke_role(code="code1", targets=nobody), 404, "用户不存在")
        known = [target("USER", ALICE)]
        self.assert_refused(self.client.revoke_role(code="nope", targets=known), 404, "角色不存在")
        self.assert_refused(self.client.revoke_role(code="code1", targets=known, namespace="no"), 404, "权限组不存在")
        self.assertIn(f"USER {ALICE}", self.holders("code1"))

    def test_messages_follow_the_clients_language(self):
        self.client = self.connect(lang="en-US")
        self.assert_refused(self.client.get_role(code="nope"), 404, "The role does not exist")

    def test_a_role_is_made_and_deleted(self):
        role = self.data(self.client.create_role(code="conformance", namespace=SHOP, description="Made by a test"))
        self.assertEqual((role["namespace"], role["name"]), (SHOP, "conformance"))
        self.assertEqual(self.client.create_role(code="conformance", namespace=SHOP)["statusCode"], 409)
        grant = {"code": "till", "actions": ["till:Open"], "resourceType": "DATA"}
        item = {"targetType": "ROLE", "targetIdentifiers": ["conformance"], "resources": [grant]}
        self.done(self.client.authorize_resources(list=[item], namespace=SHOP))
        self.assert_refused(self.client.authorize_resources(list=[item]), 404, "权限组不存在")
        self.done(self.client.delete_roles_batch(code_list=["conformance"], namespace=SHOP))
        self.assertEqual(self.client.get_role(code="conformance", namespace=SHOP)["statusCode"], 404)

    def test_a_data_policy_is_taken_and_given(self):
        policy = self.data(self.client.list_data_polices(page=1, limit=50))["list"][0]
        role = policy["targetList"][0]
        answer = self.client.revoke_data_policy(
            target_type="ROLE", target_identifier=role["id"], policy_id=policy["policyId"]
        )
        self.assertEqual(answer, {"statusCode": 200, "message": ""})
        held = {"policy_id": policy["policyId"], "target_type": ["ROLE"]}
        self.assertEqual(self.data(self.client.list_data_policy_targets(**held))["totalCount"], 1)
        self.client.authorize_data_policies(
            target_list=[{"id": role["id"], "type": "ROLE"}], policy_ids=[policy["policyId"]]
        )
        self.assertEqual(self.data(self.client.list_data_policy_targets(**held))["totalCount"], 2)


class Departments(ManagementTest):
    brand = authing

    def test_a_department_loses_a_role(self):
        held = self.data(self.client.list_role_departments(code="code1", namespace="default", page=1, limit=50))
        self.assertEqual([row["id"] for row in held["list"]], [DEVELOPMENT])
        self.done(self.client.revoke_role(code="code1", targets=[target("DEPARTMENT", DEVELOPMENT)]))
        self.assertEqual(self.data(self.client.list_role_departments(code="code1"))["totalCount"], 0)
        self.assertEqual(self.holders("code1"), [f"USER {ALICE}"])

    def test_the_tree_of_an_organisation(self):
        organization = self.data(self.client.list_organizations())["list"][0]["organizationCode"]
        children = self.data(self.client.list_children_departments(organization, "root"))["list"]
        department = self.data(self.client.get_department(organization_code=organization, department_id=DEVELOPMENT))
        self.assertIn(department, children)
        self.assertEqual(self.data(self.client.get_department_by_id(department_id=DEVELOPMENT)), department)
        members = self.data(self.client.list_department_members(organization, DEVELOPMENT, limit=50))
        self.assertEqual(members["totalCount"], department["membersCount"])

    def test_a_service_without_departments(self):
        self.sandbox.knobs(genauth={"departments": False})
        answer = self.client.list_role_departments(code="code1")
        self.assertEqual(answer, {"statusCode": 404, "message": "Cannot GET /api/v3/list-role-departments"})


class NoDepartments(ManagementTest):
    def test_the_newer_client_cannot_ask_for_them(self):
        self.sandbox.knobs(genauth={"brand": "genauth"})
        self.assertFalse(hasattr(self.client, "list_role_departments"))
        self.assertEqual(self.data(self.client.list_organizations())["totalCount"], 1)


class Trouble(ManagementTest):
    def test_what_is_no_json_raises(self):
        self.sandbox.fault(path="/api/v3/get-role", times=1, status=502, body="<html>bad gateway</html>")
        with self.assertRaises(json.JSONDecodeError):
            self.client.get_role(code="code1")
        self.data(self.client.get_role(code="code1"))

    def test_a_limit_of_calls_comes_back_as_an_answer(self):
        self.data(self.client.get_role(code="code1"))
        self.sandbox.knobs(genauth={"rate_limit": {"calls": 0, "window_ms": 60_000}})
        answer = self.client.get_role(code="code1")
        self.assertEqual(answer["statusCode"], 429)
        self.assertNotIn("requestId", answer)

    def test_a_revocation_that_is_not_confirmed(self):
        self.sandbox.knobs(genauth={"confirmation": "no_and_undone"})
        answer = self.client.revoke_role(code="code1", targets=[target("USER", ALICE)])
        self.assertEqual(self.data(answer), {"success": False})
        self.assertIn(f"USER {ALICE}", self.holders("code1"))


class CredentialsOfAuthing(Credentials):
    brand = authing


class ReadingByAuthing(Reading):
    brand = authing


class RevokingByAuthing(Revoking):
    brand = authing


class TroubleWithAuthing(Trouble):
    brand = authing
