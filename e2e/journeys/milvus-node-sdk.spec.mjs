// The vendor's own client for Node, unmodified, against the sandbox: what it takes for Milvus, the console may too.
import { createRequire } from 'node:module';
import { expect, test } from '../fixtures/index.mjs';

const { HttpClient } = createRequire(import.meta.url)('@zilliz/milvus2-sdk-node');

for (const [instance, base, username, password] of [['milvus', '', 'root', 'Milvus'], ['zilliz', '/zilliz', 'db_admin', 'Sandbox-1']]) {
  test(`it lists, creates, describes, grants, revokes and drops on ${instance}`, async ({ server }) => {
    const client = new HttpClient({ endpoint: server.sandboxUrl + base, username, password });
    const [userName, roleName] = ['conformance_user', 'conformance_role'];
    const grant = { roleName, objectType: 'Collection', objectName: 'articles', privilege: 'Search' };
    const fine = async (answer) => {
      const { code, data, message } = await answer;
      expect(code, message).toBe(0);
      return data;
    };

    const before = await fine(client.listRoles());
    await fine(client.createRole({ roleName }));
    expect(await fine(client.listRoles())).toEqual([...before, roleName].sort());
    await fine(client.createUser({ userName, password: 'Conformance-1' }));
    expect(await fine(client.listUsers())).toContain(userName);
    await fine(client.updateUserPassword({ userName, password: 'Conformance-1', newPassword: 'Conformance-2' }));

    await fine(client.grantRoleToUser({ userName, roleName }));
    expect(await fine(client.describeUser({ userName }))).toEqual([roleName]);
    await fine(client.grantPrivilegeToRole(grant));
    expect(await fine(client.describeRole({ roleName }))).toEqual([
      { dbName: 'default', grantor: username, objectName: 'articles', objectType: 'Collection', privilege: 'Search' },
    ]);

    await fine(client.revokePrivilegeFromRole(grant));
    expect(await fine(client.describeRole({ roleName }))).toEqual([]);
    await fine(client.revokeRoleFromUser({ userName, roleName }));
    expect(await fine(client.describeUser({ userName }))).toEqual([]);
    await fine(client.dropUser({ userName }));
    await fine(client.dropRole({ roleName }));
    expect(await fine(client.listRoles())).toEqual(before);
  });
}
