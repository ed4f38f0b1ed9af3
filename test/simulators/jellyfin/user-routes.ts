import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Caller, callerIn, type Gates, senderOf } from './access.ts';
import { plainId, readPolicy, type UserPolicy } from './policy.ts';
import { problem, refuse, sessionOut, userOut, words } from './replies.ts';
import { signIn } from './sign-in.ts';
import {
  addUser,
  deleteUser,
  findByName,
  findUser,
  freshPolicy,
  isAllowedName,
  note,
  revoke,
  setPolicy,
  type StoredUser,
  type World,
} from './world.ts';

type ById = { Params: { userId: string }; Querystring: { userId?: string } };

export function userRoutes(app: FastifyInstance, world: World, gates: Gates): void {
  reads(app, world, gates);
  signInRoutes(app, world, gates);
  accountWrites(app, world, gates);
  policyWrites(app, world, gates);
  passwordWrites(app, world, gates);
}

function reads(app: FastifyInstance, world: World, { signedIn }: Gates): void {
  app.get<{ Querystring: { isHidden?: string; isDisabled?: string } }>(
    '/Users',
    { preHandler: signedIn },
    async (request) => {
      const { isHidden, isDisabled } = request.query;
      return [...world.users.values()]
        .filter(({ policy }) => isDisabled === undefined || policy.IsDisabled === (isDisabled === 'true'))
        .filter(({ policy }) => isHidden === undefined || policy.IsHidden === (isHidden === 'true'))
        .sort((one, other) => one.name.localeCompare(other.name))
        .map((user) => userOut(world, user));
    },
  );

  app.get('/Users/Public', async () =>
    [...world.users.values()]
      .filter(({ policy }) => !policy.IsHidden && !policy.IsDisabled)
      .map((user) => userOut(world, user)),
  );

  app.get('/Users/Me', { preHandler: signedIn }, async (request, reply) => {
    const caller = callerIn(request);
    return caller.kind === 'key' ? problem(reply, 400, 'Bad Request') : userOut(world, caller.user);
  });

  app.get<ById>('/Users/:userId', { preHandler: signedIn }, async (request, reply) => {
    if (!isId(request.params.userId)) return problem(reply, 400, 'One or more validation errors occurred.');
    const user = findUser(world, request.params.userId);
    return user === null ? words(reply, 404, 'User not found') : userOut(world, user);
  });
}

function signInRoutes(app: FastifyInstance, world: World, { signedIn }: Gates): void {
  app.post('/Users/AuthenticateByName', async (request, reply) => {
    const { Username: name, Pw: password } = fields(request);
    if (typeof name !== 'string') return refuse(reply, 400);
    const sender = senderOf(world, request);
    const result = signIn(world, { name, password: typeof password === 'string' ? password : '', sender });
    if (result.status !== 200) return refuse(reply, result.status);
    return {
      User: userOut(world, result.user),
      SessionInfo: sessionOut(world, result.signIn),
      AccessToken: result.signIn.token,
      ServerId: world.identity.id,
    };
  });

  app.post('/Sessions/Logout', { preHandler: signedIn }, async (request, reply) => {
    world.signIns.delete(callerIn(request).sender.token ?? '');
    return reply.code(204).send();
  });
}

function accountWrites(app: FastifyInstance, world: World, { signedIn, elevated }: Gates): void {
  app.post('/Users/New', { preHandler: elevated }, async (request, reply) => {
    const { Name: name, Password: password } = fields(request);
    await delayed(world);
    if (!isAllowedName(name) || findByName(world, name) !== null) return refuse(reply, 400);
    const user = addUser(world, { name, password: typeof password === 'string' ? password : '' });
    return userOut(world, user);
  });

  app.post<ById>('/Users', { preHandler: signedIn }, async (request, reply) => {
    const user = findUser(world, request.query.userId ?? '');
    const { Name: name, Configuration: configuration } = fields(request);
    if (user === null) return problem(reply, 404, 'Not Found');
    if (!mayChange(callerIn(request), user)) return words(reply, 403, 'User update not allowed.');
    if (!(await awaited(world, user, reply))) return reply;
    const holder = isAllowedName(name) ? findByName(world, name) : null;
    if (!isAllowedName(name) || (holder !== null && holder !== user)) return refuse(reply, 400);
    user.name = name;
    if (isRecord(configuration)) user.configuration = configuration;
    note(world, user, 'renamed');
    return reply.code(204).send();
  });

  app.post<ById>('/Users/Configuration', { preHandler: signedIn }, async (request, reply) => {
    const user = findUser(world, request.query.userId ?? '');
    if (user === null) return problem(reply, 404, 'Not Found');
    if (!mayChange(callerIn(request), user))
      return words(reply, 403, 'User configuration update not allowed');
    if (!(await awaited(world, user, reply))) return reply;
    user.configuration = fields(request);
    note(world, user, 'configuration');
    return reply.code(204).send();
  });

  app.delete<ById>('/Users/:userId', { preHandler: elevated }, async (request, reply) => {
    const user = findUser(world, request.params.userId);
    if (user === null) return problem(reply, 404, 'Not Found');
    if (!(await awaited(world, user, reply))) return reply;
    if (!world.users.has(user.id)) return problem(reply, 404, 'Not Found');
    if (world.users.size === 1) return refuse(reply, 500);
    if (user.policy.IsAdministrator && administrators(world) === 1) return refuse(reply, 400);
    deleteUser(world, user);
    return reply.code(204).send();
  });
}

function policyWrites(app: FastifyInstance, world: World, { elevated }: Gates): void {
  app.post<ById>('/Users/:userId/Policy', { preHandler: elevated }, async (request, reply) => {
    const read = readPolicy(request.body, freshPolicy(world));
    if (!read.ok) return problem(reply, 400, 'One or more validation errors occurred.');
    const user = findUser(world, request.params.userId);
    if (user === null) return problem(reply, 404, 'Not Found');
    if (!(await awaited(world, user, reply))) return reply;
    if (!world.users.has(user.id)) return problem(reply, 404, 'Not Found');
    const { policy } = read;
    const refusal = policyRefusal(world, user, policy);
    if (refusal !== null) return words(reply, 403, refusal);
    if (policy.IsDisabled && !user.policy.IsDisabled) revoke(world, user.id, callerIn(request).sender.token);
    setPolicy(world, user, policy);
    return reply.code(204).send();
  });
}

function policyRefusal(world: World, user: StoredUser, wanted: UserPolicy): string | null {
  if (user.policy.IsAdministrator) {
    if (!wanted.IsAdministrator && administrators(world) === 1) {
      return 'There must be at least one user in the system with administrative access.';
    }
    if (wanted.IsDisabled) return 'Administrators cannot be disabled.';
  }
  const enabled = [...world.users.values()].filter(({ policy }) => !policy.IsDisabled).length;
  return wanted.IsDisabled && !user.policy.IsDisabled && enabled === 1
    ? 'There must be at least one enabled user in the system.'
    : null;
}

function passwordWrites(app: FastifyInstance, world: World, { signedIn }: Gates): void {
  const change = async (
    userId: string,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<FastifyReply> => {
    const caller = callerIn(request);
    const user = findUser(world, userId);
    if (user === null) return words(reply, 404, 'User not found');
    if (!mayChange(caller, user)) return words(reply, 403, 'User is not allowed to update the password.');
    if (!(await awaited(world, user, reply))) return reply;
    const { NewPw: wanted, CurrentPw: current, ResetPassword: isReset } = fields(request);
    if (
      caller.kind === 'user' &&
      caller.user === user &&
      isReset !== true &&
      (current ?? '') !== user.password
    ) {
      return words(reply, 403, 'Invalid user or password entered.');
    }
    const password = isReset === true || typeof wanted !== 'string' ? '' : wanted;
    if (user.policy.IsAdministrator && password === '') return refuse(reply, 400);
    user.password = password;
    // Blanking a password leaves every sign-in alive; only a new one ends them.
    if (isReset !== true) revoke(world, user.id, caller.sender.token);
    note(world, user, 'password');
    return reply.code(204).send();
  };
  app.post<ById>('/Users/Password', { preHandler: signedIn }, (request, reply) =>
    change(request.query.userId ?? ownId(callerIn(request)), request, reply),
  );
  // Hidden from the description, and still answering.
  app.post<ById>('/Users/:userId/Password', { preHandler: signedIn }, (request, reply) =>
    change(request.params.userId, request, reply),
  );
}

/** False: this account hangs, and nobody gets an answer. */
async function awaited(world: World, user: StoredUser, reply: FastifyReply): Promise<boolean> {
  if (world.knobs.hanging.has(user.id)) {
    reply.hijack();
    return false;
  }
  await delayed(world);
  return true;
}

async function delayed({ knobs }: World): Promise<void> {
  if (knobs.writeDelayMs > 0) await delay(knobs.writeDelayMs);
}

function mayChange(caller: Caller, user: StoredUser): boolean {
  return caller.kind === 'key' || caller.user === user || caller.user.policy.IsAdministrator;
}

function ownId(caller: Caller): string {
  return caller.kind === 'user' ? caller.user.id : '';
}

function administrators(world: World): number {
  return [...world.users.values()].filter(({ policy }) => policy.IsAdministrator).length;
}

function isId(text: string): boolean {
  return /^[0-9a-f]{32}$/.test(plainId(text));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fields(request: FastifyRequest): Record<string, unknown> {
  return isRecord(request.body) ? request.body : {};
}
