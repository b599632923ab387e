"""Managed MongoDB of the sandbox against a client that Yandex's own descriptors make (see `yandex_rest`).

It shows that the emulator's paths, spellings and types are the vendor's; what the emulator does is tested elsewhere.
"""

import time
import unittest

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from google.protobuf import empty_pb2, field_mask_pb2
from google.rpc import code_pb2, error_details_pb2, status_pb2
from yandex.cloud.endpoint import api_endpoint_service_pb2 as endpoint
from yandex.cloud.iam.v1 import iam_token_service_pb2 as iam
from yandex.cloud.mdb.mongodb.v1 import cluster_service_pb2 as cluster
from yandex.cloud.mdb.mongodb.v1 import database_pb2, user_pb2
from yandex.cloud.mdb.mongodb.v1 import database_service_pb2 as database
from yandex.cloud.mdb.mongodb.v1 import user_service_pb2 as user
from yandex.cloud.operation import operation_service_pb2 as operation
from yandex_case import ARCHIVE, CLUSTERS, DATABASES, ENDPOINTS, OPERATIONS, SHOP, TOKENS, USERS, Yandex
from yandex_rest import Rest, parsed


class Reading(Yandex):
    def test_lists_page_by_page(self):
        found, token = [], ""
        while True:
            request = user.ListUsersRequest(cluster_id=SHOP, page_size=10, page_token=token)
            page = self.rest.call(USERS, "List", request)
            found += [one.name for one in page.users]
            token = page.next_page_token
            if not token:
                break
        self.assertEqual(len(found), 28)
        self.assertEqual(len(set(found)), 28)

    def test_clusters_in_every_status_and_by_name(self):
        listed = self.rest.call(CLUSTERS, "List", cluster.ListClustersRequest(folder_id="sandbox-folder")).clusters
        self.assertEqual([one.name for one in listed], ["shop", "analytics", "archive"])
        for one in listed:
            self.assertEqual(self.rest.call(CLUSTERS, "Get", cluster.GetClusterRequest(cluster_id=one.id)), one)
        request = cluster.ListClustersRequest(folder_id="sandbox-folder", filter='name="archive"')
        self.assertEqual([one.id for one in self.rest.call(CLUSTERS, "List", request).clusters], [ARCHIVE])

    def test_every_user_in_every_form(self):
        for defaults in ("some", "omitted", "printed"):
            self.knobs(defaults=defaults)
            listed = self.rest.call(USERS, "List", user.ListUsersRequest(cluster_id=SHOP)).users
            for one in listed:
                self.assertEqual(self.users("Get", user.GetUserRequest, user_name=one.name), one)
        self.assertIn("bob@corp.example", [one.name for one in listed])
        self.assertIn(user_pb2.AUTH_TYPE_IAM, [one.auth_type for one in listed])

    def test_databases_and_operations(self):
        listed = self.rest.call(DATABASES, "List", database.ListDatabasesRequest(cluster_id=SHOP)).databases
        for one in listed:
            request = database.GetDatabaseRequest(cluster_id=SHOP, database_name=one.name)
            self.assertEqual(self.rest.call(DATABASES, "Get", request), one)
        self.ended(self.revoke())
        request = cluster.ListClusterOperationsRequest(cluster_id=SHOP)
        listed = self.rest.call(CLUSTERS, "ListOperations", request).operations
        self.unpacked(listed[0].metadata, user.RevokeUserPermissionMetadata)
        self.assertEqual(self.unpacked(listed[1].response, status_pb2.Status).message, "OK")

    def test_what_is_not_there(self):
        with self.refused("NOT_FOUND", 404) as refusal:
            self.users("Get", user.GetUserRequest, user_name="ghost")
        self.assertEqual(refusal.error.body.message, 'user "ghost" not found')
        for service, rpc, request in (
            (CLUSTERS, "Get", cluster.GetClusterRequest(cluster_id="c9qnothing")),
            (DATABASES, "Get", database.GetDatabaseRequest(cluster_id=SHOP, database_name="nothing")),
            (OPERATIONS, "Get", operation.GetOperationRequest(operation_id="c9qnothing")),
        ):
            with self.refused("NOT_FOUND", 404):
                self.rest.call(service, rpc, request)

    def test_discovery_names_this_listener(self):
        listed = Rest(self.sandbox.url).call(ENDPOINTS, "List", endpoint.ListApiEndpointsRequest()).endpoints
        self.assertEqual({f"http://{one.address}" for one in listed}, {self.sandbox.url})
        self.assertLessEqual({"iam", "managed-mongodb", "operation"}, {one.id for one in listed})


class Changing(Yandex):
    def test_revoke_takes_all_roles_of_a_database_when_it_is_done(self):
        before = self.held(self.alice())
        started = self.revoke()
        self.assertFalse(started.done)
        metadata = self.unpacked(started.metadata, user.RevokeUserPermissionMetadata)
        self.assertEqual((metadata.cluster_id, metadata.user_name), (SHOP, "alice"))
        self.assertFalse(self.look(started).done)
        self.assertEqual(self.held(self.alice()), before)
        after = self.unpacked(self.ended(started).response, user_pb2.User)
        self.assertEqual(after, self.alice())
        self.assertEqual(before, {**self.held(after), "billing": ["read", "mdbDbAdmin"]})

    def test_grant_gives_back_what_revoke_took(self):
        before = self.held(self.alice())
        self.ended(self.revoke())
        permission = user_pb2.Permission(database_name="billing", roles=before["billing"])
        granted = self.users(
            "GrantPermission", user.GrantUserPermissionRequest, user_name="alice", permission=permission
        )
        self.unpacked(granted.metadata, user.GrantUserPermissionMetadata)
        self.unpacked(self.ended(granted).response, user_pb2.User)
        self.assertEqual(self.held(self.alice()), before)

    def test_patch_drops_one_role_of_two(self):
        permissions = list(self.alice().permissions)
        permissions[2].roles[:] = ["read"]
        patched = self.users(
            "Update",
            user.UpdateUserRequest,
            user_name="alice",
            update_mask=field_mask_pb2.FieldMask(paths=["permissions"]),
            permissions=permissions,
        )
        self.unpacked(patched.metadata, user.UpdateUserMetadata)
        self.unpacked(self.ended(patched).response, user_pb2.User)
        self.assertEqual(self.held(self.alice())["billing"], ["read"])
        self.assertTrue(self.alice().deletion_protection.value)

    def test_a_name_with_an_at_sign_is_one_segment_of_the_path(self):
        self.ended(self.revoke("bob@corp.example", "orders"))
        left = self.users("Get", user.GetUserRequest, user_name="bob@corp.example")
        self.assertEqual(self.held(left), {"reports": ["read"]})

    def test_users_come_and_go(self):
        permission = user_pb2.Permission(database_name="orders", roles=["read"])
        spec = user_pb2.UserSpec(name="zoe.li", password="correct-horse-1", permissions=[permission])
        created = self.users("Create", user.CreateUserRequest, user_spec=spec)
        self.unpacked(created.metadata, user.CreateUserMetadata)
        self.assertEqual(self.unpacked(self.ended(created).response, user_pb2.User).name, "zoe.li")
        deleted = self.users("Delete", user.DeleteUserRequest, user_name="zoe.li")
        self.unpacked(deleted.metadata, user.DeleteUserMetadata)
        self.unpacked(self.ended(deleted).response, empty_pb2.Empty)

    def test_databases_come_and_go(self):
        spec = database_pb2.DatabaseSpec(name="returns")
        request = database.CreateDatabaseRequest(cluster_id=SHOP, database_spec=spec)
        created = self.ended(self.rest.call(DATABASES, "Create", request))
        self.unpacked(created.metadata, database.CreateDatabaseMetadata)
        self.assertEqual(self.unpacked(created.response, database_pb2.Database).name, "returns")
        request = database.DeleteDatabaseRequest(cluster_id=SHOP, database_name="returns")
        deleted = self.ended(self.rest.call(DATABASES, "Delete", request))
        self.unpacked(deleted.metadata, database.DeleteDatabaseMetadata)
        self.unpacked(deleted.response, empty_pb2.Empty)

    def test_refusals_say_why(self):
        with self.refused("FAILED_PRECONDITION", 400):
            self.revoke(on="reports")
        with self.refused("INVALID_ARGUMENT", 400) as refusal:
            self.revoke(name="-bad name-")
        violations = self.unpacked(refusal.error.body.details[0], error_details_pb2.BadRequest).field_violations
        self.assertEqual([one.field for one in violations], ["user_name"])
        self.knobs(access="auditor")
        with self.refused("PERMISSION_DENIED", 403):
            self.alice()
        self.knobs(trouble="rate_limited")
        with self.refused("RESOURCE_EXHAUSTED", 429) as refusal:
            self.alice()
        self.assertEqual(self.unpacked(refusal.error.body.details[0], error_details_pb2.RetryInfo).retry_delay.seconds, 2)


class Operations(Yandex):
    def test_one_at_a_time(self):
        started = self.revoke()
        with self.refused("FAILED_PRECONDITION", 400) as refusal:
            self.revoke(on="orders")
        self.assertEqual(refusal.error.body.message, f'conflicting operation "{started.id}" detected')
        self.ended(started)
        self.ended(self.revoke(on="orders"))

    def test_failure_shows_before_the_end(self):
        self.knobs(operation_end="rollback", operation_polls=1)
        started = self.revoke()
        failing = self.look(started)
        self.assertEqual((failing.done, failing.error.code), (False, code_pb2.UNKNOWN))
        failed = self.look(started)
        self.assertEqual((failed.done, failed.error.message), (True, "Unknown error"))
        self.assertIn("billing", self.held(self.alice()))

    def test_cancel_is_a_get_by_its_annotation(self):
        self.knobs(operation_end="never")
        started = self.revoke()
        cancel = operation.CancelOperationRequest(operation_id=started.id)
        with self.refused("FAILED_PRECONDITION", 400):
            self.rest.call(OPERATIONS, "Cancel", cancel)
        self.knobs(cancel="works")
        self.rest.call(OPERATIONS, "Cancel", cancel)
        cancelled = self.look(started)
        self.assertEqual((cancelled.done, cancelled.error.code), (True, code_pb2.CANCELLED))
        self.assertIn("billing", self.held(self.alice()))

    def test_the_same_key_starts_nothing_twice(self):
        request = user.RevokeUserPermissionRequest(cluster_id=SHOP, user_name="alice", database_name="billing")
        key = {"Idempotency-Key": "c1700de3-b8cb-4d8a-9990-e4ebf052e9aa"}
        first = self.rest.call(USERS, "RevokePermission", request, key)
        self.assertEqual(self.rest.call(USERS, "RevokePermission", request, key), first)
        ended = self.ended(first)
        self.assertEqual(self.rest.call(USERS, "RevokePermission", request, key), ended)


class Credentials(Yandex):
    def jwt(self, key):
        now = int(time.time())
        audience = "https://iam.api.cloud.yandex.net/iam/v1/tokens"
        claims = {"iss": "ajerobot000000000001", "aud": audience, "iat": now, "exp": now + 3600}
        return jwt.encode(claims, key, algorithm="PS256", headers={"kid": "ajekey00000000000001"})

    def test_a_service_account_signs_for_its_token(self):
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        form = serialization.PublicFormat.SubjectPublicKeyInfo
        public = key.public_key().public_bytes(serialization.Encoding.PEM, form).decode()
        self.knobs(service_account_key=public)
        nobody = Rest(self.sandbox.url)
        issued = nobody.call(TOKENS, "Create", iam.CreateIamTokenRequest(jwt=self.jwt(key)))
        self.rest = Rest(self.sandbox.url, issued.iam_token)
        self.assertEqual(self.revoke().created_by, "ajerobot000000000001")
        other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        with self.refused("UNAUTHENTICATED", 401):
            nobody.call(TOKENS, "Create", iam.CreateIamTokenRequest(jwt=self.jwt(other)))
        revoked = nobody.call(TOKENS, "Revoke", iam.RevokeIamTokenRequest(iam_token=issued.iam_token))
        self.assertEqual(revoked.subject_id, "ajerobot000000000001")
        with self.refused("UNAUTHENTICATED", 401):
            self.alice()

    def test_a_token_that_has_expired_is_renewed(self):
        started = self.revoke()
        self.knobs(token_generation=1)
        with self.refused("UNAUTHENTICATED", 401):
            self.look(started)
        request = iam.CreateIamTokenRequest(yandex_passport_oauth_token="y0_EXAMPLE")
        self.rest = Rest(self.sandbox.url, Rest(self.sandbox.url).call(TOKENS, "Create", request).iam_token)
        self.ended(started)


class Strictness(unittest.TestCase):
    """The judge itself: what it has to refuse."""

    def test_another_spelling_or_type_does_not_pass(self):
        good = {"name": "alice", "clusterId": SHOP, "permissions": [{"databaseName": "orders"}]}
        parsed(good, user_pb2.User())
        for change in (
            {"cluster_id": SHOP},
            {"permissions": [{"database_name": "orders"}]},
            {"authType": 1},
        ):
            with self.assertRaises(AssertionError):
                parsed({**good, **change}, user_pb2.User())


if __name__ == "__main__":
    unittest.main()
