/**
 * Node's environment, which takes back with each test file what that file left in the process. Jest evaluates every module
 * anew for every file, so what a module hangs into the process, once in production, hangs there once a file here.
 */
import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import dns from 'node:dns';
import { promiseHooks } from 'node:v8';
import { Script } from 'node:vm';
import NodeEnvironment from 'jest-environment-node';

/** Those that ran since the file began; Node 20 asks every one of them about every promise, until it is disabled. */
const storages = new Set<AsyncLocalStorage<unknown>>();

for (const method of ['run', 'enterWith'] as const) {
  const original = AsyncLocalStorage.prototype[method] as (...given: unknown[]) => unknown;
  Object.defineProperty(AsyncLocalStorage.prototype, method, {
    value(this: AsyncLocalStorage<unknown>, ...given: unknown[]) {
      storages.add(this);
      return original.apply(this, given);
    },
  });
}

/** End the hooks on every promise that Temporal's SDK sets when it replays, and leaves to the end of the process. */
const hookEndings: (() => unknown)[] = [];

const { createHook } = promiseHooks;
promiseHooks.createHook = (callbacks) => {
  const end = createHook(callbacks) as () => unknown;
  hookEndings.push(end);
  return end;
};

const outside = new AsyncResource('outside of every test');

/**
 * Node 20 never frees the handle of a resolver, and gRPC makes one for each channel; made inside of a test it would keep that
 * test, and with it every module of the file.
 */
dns.promises.Resolver = new Proxy(dns.promises.Resolver, {
  construct: (resolver, given, made) =>
    outside.runInAsyncScope(() => Reflect.construct(resolver, given, made) as dns.promises.Resolver),
});

/** How Temporal's SDK says "no limit" where it replays; Node starts a thread for every call with a limit, be it 49 days. */
const noLimit = 4_294_967_295;

const { runInContext } = Script.prototype;
Script.prototype.runInContext = function (this: Script, context, options) {
  const limited = options?.timeout === noLimit ? { ...options, timeout: undefined } : options;
  return runInContext.call(this, context, limited) as unknown;
};

export default class Environment extends NodeEnvironment {
  override async teardown(): Promise<void> {
    await super.teardown();
    for (const storage of storages) storage.disable();
    storages.clear();
    // Node aborts when such a hook goes while a promise is being settled.
    await new Promise<void>((resolve) => {
      setImmediate(() => {
        for (const end of hookEndings.splice(0)) end();
        resolve();
      });
    });
  }
}
