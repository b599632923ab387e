"""The vendor's own clients for Python, unmodified, against the sandbox.

`genauth` and `authing` are one client under two brands; only the older one knows departments. Neither raises when a
call is refused: a caller must look at `statusCode`.
"""

import genauth
import authing

from sandbox import SandboxTest

ALICE = "60b49eb83fd80adb96f26e68"
DEVELOPMENT = "6343bafc0190000889206c4c"
KEY = {"access_key_id": "sandbox-pool", "access_key_secret": "sandbox-secret"}


def user(identifier):
    return {"targetType": "USER", "targetIdentifier": identifier}


class ManagementTest(SandboxTest):
    def client(self, brand=genauth, **settings):
        return brand.ManagementClient(host=self.sandbox.url, **{**KEY, **settings})

    def data(self, answer):
        self.assertEqual(answer["statusCode"], 200, answer)
        return answer["data"]


class EachBrand(ManagementTest):
    def test_it_signs_in_by_itself_and_reads(self):
        for brand in (genauth, authing):
            with self.subTest(brand.__name__):
                role = self.data(self.client(brand).get_role(code="code1"))
                self.assertEqual((role["code"], role["namespace"]), ("code1", "default"))
