import type { System } from './system.ts';

/** The system whose fetches go through the proxies that the configuration names (`http_proxy`, `no_proxy`, …). */
export function withProxies(
  system: System,
  environment: Readonly<Record<string, string>> = {},
): System {
  return {
    ...system,
    fetch: (url, options) => system.fetch(url, { env: environment, ...options }),
  };
}
