"""What the tests of Managed MongoDB share: the services, short ways to call it, and how a refusal is expected."""

from google.rpc import code_pb2, error_details_pb2
from sandbox import SandboxTest
from yandex.cloud.endpoint import api_endpoint_service_pb2 as endpoint
from yandex.cloud.iam.v1 import iam_token_service_pb2 as iam
from yandex.cloud.mdb.mongodb.v1 import cluster_service_pb2 as cluster
from yandex.cloud.mdb.mongodb.v1 import database_service_pb2 as database
from yandex.cloud.mdb.mongodb.v1 import user_service_pb2 as user
from yandex.cloud.operation import operation_service_pb2 as operation
from yandex_rest import Rest, RestError

SHOP = "c9qshop0n8r2k6t0v5x1"
ARCHIVE = "c9qarchive0000000003"

CLUSTERS = cluster.DESCRIPTOR.services_by_name["ClusterService"]
DATABASES = database.DESCRIPTOR.services_by_name["DatabaseService"]
USERS = user.DESCRIPTOR.services_by_name["UserService"]
OPERATIONS = operation.DESCRIPTOR.services_by_name["OperationService"]
TOKENS = iam.DESCRIPTOR.services_by_name["IamTokenService"]
ENDPOINTS = endpoint.DESCRIPTOR.services_by_name["ApiEndpointService"]


class Yandex(SandboxTest):
    """Each test begins with the demo and with operations that end at the second look."""

    def setUp(self):
        super().setUp()
        self.knobs(operation_polls=2)
        self.rest = Rest(self.sandbox.url, "t1.sandbox")

    def knobs(self, **mongodb):
        self.sandbox.knobs(mongodb=mongodb)

    def users(self, rpc, message, **fields):
        return self.rest.call(USERS, rpc, message(cluster_id=SHOP, **fields))

    def alice(self):
        return self.users("Get", user.GetUserRequest, user_name="alice")

    def revoke(self, name="alice", on="billing"):
        return self.users("RevokePermission", user.RevokeUserPermissionRequest, user_name=name, database_name=on)

    def look(self, started):
        return self.rest.call(OPERATIONS, "Get", operation.GetOperationRequest(operation_id=started.id))

    def ended(self, started):
        """Looks until the operation is done. The knobs bound the number of looks, so that nothing need be waited for."""
        for _ in range(10):
            found = self.look(started)
            if found.done:
                return found
        self.fail(f"never done: {found}")

    def unpacked(self, packed, message):
        content = message()
        self.assertTrue(packed.Unpack(content), packed.type_url)
        return content

    def refused(self, code, status):
        return Refused(self, code, status)

    @staticmethod
    def held(of):
        return {permission.database_name: list(permission.roles) for permission in of.permissions}


class Refused:
    """Expects a refusal with this code and HTTP status; afterwards `error` is it."""

    def __init__(self, test, code, status):
        self.test, self.code, self.status, self.error = test, code, status, None

    def __enter__(self):
        return self

    def __exit__(self, kind, error, _traceback):
        self.test.assertIsInstance(error, RestError)
        self.test.assertEqual((error.body.code, error.status), (code_pb2.Code.Value(self.code), self.status))
        information = error_details_pb2.RequestInfo()
        self.test.assertTrue(error.body.details[-1].Unpack(information))
        self.test.assertEqual(information.request_id, error.request_id)
        self.error = error
        return True
