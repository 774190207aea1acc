import { mask } from '../config/secrets.ts';

/** Shorter values would turn half of a log into stars; schema checks keep real secrets longer. */
const shortest = 4;
const commonBelow = 8;

/** Replaces every secret value wherever it shows up, also inside other words and escaped as in JSON. */
export function masker(secrets: readonly string[]): (text: string) => string {
  const forms = secrets
    .filter((secret) => secret.length >= shortest)
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)])
    .sort((a, b) => b.length - a.length);
  const patterns = [...new Set(forms)].map(patternOf);

  return (text) => patterns.reduce((masked, pattern) => masked.replaceAll(pattern, mask), text);
}

/** A short secret is often a common word (`rancher`): inside of paths and longer words it is not that secret. */
function patternOf(secret: string): RegExp {
  const exact = secret.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
  return new RegExp(secret.length < commonBelow ? `(?<![\\w/.-])${exact}(?![\\w/.-])` : exact, 'g');
}
