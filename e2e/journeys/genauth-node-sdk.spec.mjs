// The vendor's own client for Node, unmodified, against the sandbox. It signs every call and never asks for a token.
import { createRequire } from 'node:module';
import { expect, test } from '../fixtures/index.mjs';

const { ManagementClient } = createRequire(import.meta.url)('authing-node-sdk');

const ALICE = '60b49eb83fd80adb96f26e68';
const DEVELOPMENT = '6343bafc0190000889206c4c';
const SUPPORT = '6343bafc0190000889206c50';
const KEY = { accessKeyId: 'sandbox-pool', accessKeySecret: 'sandbox-secret' };
const user = (targetIdentifier) => ({ targetType: 'USER', targetIdentifier });
const department = (targetIdentifier) => ({ targetType: 'DEPARTMENT', targetIdentifier });

const fine = async (answer) => {
  const { statusCode, message, data } = await answer;
  expect([statusCode, message]).toEqual([200, '']);
  return data;
};
const said = async (answer) => {
  const { statusCode, message, apiCode } = await answer;
  return [statusCode, message, apiCode];
};

for (const base of ['', '/genauth']) {
  test(`it reads, assigns and revokes below "${base}/api/v3"`, async ({ server, sandbox }) => {
    const client = new ManagementClient({ ...KEY, host: server.sandboxUrl + base });
    const code1 = { code: 'code1', namespace: 'default' };

    const spaces = await fine(client.listPermissionNamespaces({ page: 1, limit: 50 }));
    expect(spaces.list.slice(0, 2).map(({ code }) => code)).toEqual(['default', 'system']);
    expect((await fine(client.listRoles({ limit: 50 }))).list.map(({ code }) => code)).toContain('code1');
    expect(await fine(client.getRole(code1))).toMatchObject({ ...code1, namespaceName: 'Default', status: 'ENABLE' });
    const members = await fine(client.listRoleMembers({ ...code1, withDepartmentIds: true }));
    expect(members.list).toMatchObject([{ userId: ALICE, departmentIds: [SUPPORT] }]);
    expect((await fine(client.listRoleDepartments(code1))).list).toMatchObject([{ id: DEVELOPMENT, code: 'dev' }]);
    const assignments = { roleCode: 'code1', targetType: ['USER', 'ORG'] };
    expect((await fine(client.listRoleAssignments(assignments))).totalCount).toBe(2);
    const privileges = { targetType: 'ROLE', targetIdentifier: 'code1', namespace: 'default', withDenied: true };
    const { list } = await fine(client.getAuthorizedResources(privileges));
    expect(list.map(({ effect }) => effect)).toEqual(['ALLOW', 'ALLOW', 'DENY']);

    const targets = [user(ALICE), department(DEVELOPMENT)];
    expect(await fine(client.revokeRole({ ...code1, targets }))).toEqual({ success: true });
    expect((await fine(client.listRoleMembers(code1))).totalCount).toBe(0);
    expect((await fine(client.listRoleDepartments(code1))).totalCount).toBe(0);
    const asked = { userId: ALICE, roles: [code1], options: { userIdType: 'user_id' } };
    expect(await fine(client.hasAnyRole(asked))).toEqual({ hasAnyRole: false });
    await fine(client.assignRole({ ...code1, targets: [user(ALICE)] }));
    expect(await fine(client.hasAnyRole(asked))).toEqual({ hasAnyRole: true });
    await fine(client.revokeRoleBatch({ roles: [code1, { code: 'employee' }], targets: [user(ALICE)] }));
    const { holders } = (await sandbox.state()).genauth;
    expect(holders.filter(({ role, targetIdentifier }) => targetIdentifier === ALICE && role === 'employee')).toEqual([]);
    expect(await sandbox.calls(`${base}/api/v3/get-management-token`)).toBe(0);
  });
}

test('it pages through a long role and shows people as they are', async ({ server }) => {
  const client = new ManagementClient({ ...KEY, host: server.sandboxUrl });
  const people = new Set();
  for (const page of [1, 2, 3]) {
    const { list, totalCount } = await fine(client.listRoleMembers({ code: 'employee', page, limit: 50 }));
    expect(totalCount).toBe(120);
    list.forEach(({ userId }) => people.add(userId));
  }
  expect(people.size).toBe(120);
  const found = await fine(client.listUsers({ keywords: '王伟', options: { pagination: { page: 1, limit: 50 } } }));
  expect(found.totalCount).toBe(2);
});

test('a refusal comes back as an answer, unless HTTP says it, too', async ({ server, sandbox }) => {
  const client = new ManagementClient({ ...KEY, host: server.sandboxUrl });
  const nobody = { code: 'code1', targets: [user(ALICE), user('nobody7')] };
  expect(await said(client.revokeRole(nobody))).toEqual([404, '用户不存在', undefined]);
  const english = new ManagementClient({ ...KEY, host: server.sandboxUrl, lang: 'en-US' });
  expect(await said(english.getRole({ code: 'nope' }))).toEqual([404, 'The role does not exist', undefined]);
  const wrong = new ManagementClient({ ...KEY, accessKeySecret: 'wrong', host: server.sandboxUrl });
  expect(await said(wrong.getRole({ code: 'code1' }))).toEqual([401, 'AK/SK 签名不合法', 1300]);

  await sandbox.knobs({ genauth: { clock_ahead_s: 3600 } });
  expect((await said(client.getRole({ code: 'code1' })))[2], 'too far from the server\'s time').toBe(1305);
  await sandbox.knobs({ genauth: { clock_ahead_s: 0, http_status: 'mirrored' } });
  await expect(client.revokeRole(nobody)).rejects.toMatchObject({ response: { status: 404 } });
  const held = (await sandbox.state()).genauth.holders.filter(({ role, namespace }) => role === 'code1' && namespace === 'default');
  expect(held).toHaveLength(2);
});
