import type { Action, RunAction } from '../effects/action.ts';
import type { Facts } from '../facts/facts.ts';
import type { Applier, PlanContext } from './applier.ts';
import { ensureAbsent, ensureFile, textOf } from './ensure.ts';
import { ownLinks, renderConnman, renderLinks } from './interface-files.ts';
import { type Fault, wishesOf } from './interface-wishes.ts';
import { located, originAt } from './origin.ts';
import { startedMark } from './services.ts';

/** Read by the service `interfaces`. */
const linksPath = '/etc/k3os/interfaces';
const connmanPath = '/var/lib/connman/k3os-interfaces.config';
/** What the kernel refused, a line each; written by the service. */
const failedPath = '/run/k3os/interfaces-failed';

/** The wait for the network is the longest of what is run, 60 s. */
const timeoutMs = 90_000;

const services = ['interfaces', 'connman', 'network-online'] as const;
type Service = (typeof services)[number];

const key = ['k3os', 'interfaces'];

/**
 * Static addresses are the kernel's: they and their routes outlast a pulled cable and an end of connman, which would
 * give a link without a gateway the default route. connman has what is automatic.
 */
export const interfaces: Applier = {
  id: 'interfaces',

  needs({ k3os }) {
    return {
      files: [linksPath, connmanPath, failedPath, ...services.map(startedMark)],
      links: (k3os?.interfaces ?? []).length > 0,
    };
  },

  plan({ k3os }, context) {
    const { facts } = context;
    const { wishes, faults } = wishesOf(k3os?.interfaces ?? [], facts.links);
    const links = wishes.length === 0 ? undefined : renderLinks(wishes);
    const writes = [
      ...ensureText(context, linksPath, 0o644, links),
      ...ensureText(context, connmanPath, 0o600, renderConnman(wishes)),
    ];

    return {
      actions: [...writes, ...restarts(facts, writes, links ?? '')],
      ...said(faults, writes.length === 0 ? refused(facts) : [], context),
    };
  },
};

function ensureText(context: PlanContext, path: string, mode: number, content?: string): Action[] {
  const { facts } = context;
  return content === undefined
    ? ensureAbsent(facts, { path })
    : ensureFile(facts, { path, content, mode, ...originAt(context, key) });
}

/**
 * In this order: an address is taken back before connman may get the same one by DHCP; what connman clears when it ends,
 * the service makes again; and what comes after needs the network. connman reads at its start which links are not its
 * own, and loses a link whose section goes away until then.
 */
function restarts(facts: Facts, writes: readonly Action[], links: string): RunAction[] {
  const touched = (path: string) => writes.some((write) => 'path' in write && write.path === path);
  const isOwnChanged = ownLinks(links) !== ownLinks(textOf(facts, linksPath));
  const steps: readonly { service: Service; when: boolean; argv: string[]; why: string }[] = [
    {
      service: 'interfaces',
      when: touched(linksPath),
      argv: ['/usr/lib/k3os/interfaces', 'apply'],
      why: 'links are to be different',
    },
    {
      service: 'connman',
      when: isOwnChanged || touched(connmanPath),
      argv: ['rc-service', 'connman', 'restart'],
      why: 'it looks after other links now',
    },
    {
      service: 'network-online',
      when: writes.length > 0,
      argv: ['rc-service', 'network-online', 'restart'],
      why: 'waits until the network is there again',
    },
  ];
  return steps
    .filter(({ service, when }) => when && facts.file(startedMark(service)) !== undefined)
    .map(({ argv, why }) => ({ kind: 'run', argv, timeoutMs, why }));
}

function refused(facts: Facts): string[] {
  return textOf(facts, failedPath).split('\n').filter(Boolean);
}

/** While the machine boots, a card may still come. */
function said(faults: readonly Fault[], refusals: readonly string[], context: PlanContext) {
  const places = faults.map(({ at, message }) =>
    located(context, [...key, at], `k3os.interfaces[${at}]: ${message}`),
  );
  if (!context.facts.live) {
    return {};
  }
  return context.phase === 'runtime'
    ? { problems: [...places, ...refusals.map((text) => located(context, key, text))] }
    : { notices: places };
}
