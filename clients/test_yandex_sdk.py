"""Yandex' own SDK, unmodified, against the sandbox's Managed MongoDB, over the bridge to REST."""

import warnings

from yandex_bridge import Bridge  # before gRPC: it says how loud gRPC is

import grpc
import yandexcloud
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from yandex.cloud.mdb.mongodb.v1 import cluster_service_pb2, cluster_service_pb2_grpc, user_pb2
from yandex.cloud.mdb.mongodb.v1 import user_service_pb2 as user
from yandex.cloud.mdb.mongodb.v1 import user_service_pb2_grpc as stubs
from yandex_case import SHOP, Yandex
from yandexcloud.operations import OperationError


class Sdk(Yandex):
    def setUp(self):
        super().setUp()
        # The SDK's waiter looks first and sleeps a second then; it need not sleep here.
        self.knobs(operation_polls=1)
        self.bridge = self.enterContext(Bridge(self.sandbox.url))
        # The SDK's waiter uses a class that the SDK calls deprecated.
        self.enterContext(warnings.catch_warnings())
        warnings.simplefilter("ignore", DeprecationWarning)
        self.sdk = self.connected(iam_token="t1.sandbox")

    def connected(self, **credential):
        return yandexcloud.SDK(endpoint=self.bridge.address, root_certificates=self.bridge.root, **credential)

    def wait(self, sdk):
        """Revokes what alice has on a database and waits as the SDK's guide does."""
        request = user.RevokeUserPermissionRequest(cluster_id=SHOP, user_name="alice", database_name="billing")
        return sdk.create_operation_and_get_result(
            request,
            stubs.UserServiceStub,
            "RevokePermission",
            response_type=user_pb2.User,
            meta_type=user.RevokeUserPermissionMetadata,
        )

    def test_it_lists_and_is_told_what_is_not_there(self):
        request = cluster_service_pb2.ListClustersRequest(folder_id="sandbox-folder")
        listed = self.sdk.client(cluster_service_pb2_grpc.ClusterServiceStub).List(request)
        self.assertEqual([one.name for one in listed.clusters], ["shop", "analytics", "archive"])
        with self.assertRaises(grpc.RpcError) as refused:
            self.sdk.client(stubs.UserServiceStub).Get(user.GetUserRequest(cluster_id=SHOP, user_name="ghost"))
        self.assertEqual(refused.exception.code(), grpc.StatusCode.NOT_FOUND)
        self.assertEqual(refused.exception.details(), 'user "ghost" not found')

    def test_it_revokes_and_waits(self):
        result = self.wait(self.sdk)
        self.assertEqual(result.meta.user_name, "alice")
        self.assertEqual(self.held(result.response), {"orders": ["readWrite"], "admin": ["mdbMonitor"]})
        self.assertEqual(result.response, self.alice())

    def test_it_raises_when_an_operation_fails(self):
        self.knobs(operation_end="failure")
        with self.assertRaises(OperationError) as failed:
            self.wait(self.sdk)
        self.assertIn("Unknown error", str(failed.exception))
        self.assertIn("billing", self.held(self.alice()))

    def test_it_signs_for_a_service_account(self):
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        form = serialization.PublicFormat.SubjectPublicKeyInfo
        public = key.public_key().public_bytes(serialization.Encoding.PEM, form).decode()
        self.knobs(service_account_key=public)
        pem = serialization.Encoding.PEM
        private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()).decode()
        account = {"id": "ajekey00000000000001", "service_account_id": "ajerobot000000000001", "private_key": private}
        self.assertEqual(self.wait(self.connected(service_account_key=account)).meta.user_name, "alice")
        operations = self.sandbox.state()["mongodb"]["operations"]
        self.assertEqual(operations[-1]["createdBy"], "ajerobot000000000001")
