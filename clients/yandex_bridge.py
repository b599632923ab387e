"""A gRPC server that hands every call on over REST, so that Yandex' own SDK, which speaks gRPC only, can be used.

It knows no service: descriptors say what a call looks like, `yandex_rest` sends it.
"""

import datetime
import os
from concurrent import futures

# Read when gRPC is loaded: its news of closed connections would tear the report of the tests apart, and no proxy of the
# machine's stands between a test and the loopback.
os.environ.setdefault("GRPC_VERBOSITY", "ERROR")
os.environ.setdefault("no_grpc_proxy", "localhost")

import grpc
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from google.protobuf import descriptor_pool, message_factory
from yandex_rest import Rest, RestError


class Bridge(grpc.GenericRpcHandler):
    """Serves on a free port of `localhost` while its context lasts; `address` and `root` are for the SDK."""

    def __init__(self, base):
        self.base = base
        key, self.root = credentials()
        self.server = grpc.server(futures.ThreadPoolExecutor(max_workers=4), handlers=[self])
        port = self.server.add_secure_port("localhost:0", grpc.ssl_server_credentials([(key, self.root)]))
        self.address = f"localhost:{port}"

    def __enter__(self):
        self.server.start()
        return self

    def __exit__(self, *_error):
        self.server.stop(None).wait()

    def service(self, handler_call_details):
        name, rpc = handler_call_details.method.strip("/").rsplit("/", 1)
        service = descriptor_pool.Default().FindServiceByName(name)
        request = message_factory.GetMessageClass(service.methods_by_name[rpc].input_type)
        return grpc.unary_unary_rpc_method_handler(
            lambda message, context: self._hand_on(service, rpc, message, context),
            request_deserializer=request.FromString,
            response_serializer=lambda answer: answer.SerializeToString(),
        )

    def _hand_on(self, service, rpc, message, context):
        sent = dict(context.invocation_metadata())
        token = sent.get("authorization", "").removeprefix("Bearer ")
        headers = {"Idempotency-Key": sent["idempotency-key"]} if "idempotency-key" in sent else {}
        try:
            answer = Rest(self.base, token).call(service, rpc, message, headers)
        except RestError as error:
            codes = {code.value[0]: code for code in grpc.StatusCode}
            context.abort(codes[error.body.code], error.body.message)
        if service.name == "ApiEndpointService":
            # The SDK must come back over gRPC.
            for endpoint in answer.endpoints:
                endpoint.address = self.address
        return answer


def credentials():
    """A key and a certificate that it signed itself, both as PEM: the SDK discovers services over TLS only."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.timezone.utc)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return private, certificate.public_bytes(pem)
