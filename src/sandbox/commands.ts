import { defaultName } from './start-options.ts';

/** As typed by a user. A node of the usual cluster needs no more than its name. */
export function loginCommand(cluster: string, node: string): string {
  return `npm run shell -- ${cluster === defaultName ? node : `${cluster}/${node}`}`;
}

export function stopCommand(cluster: string): string {
  return `npm start -- ${cluster === defaultName ? '' : `--name ${cluster} `}--stop`;
}
