import { authorizedKey } from '../../config/checks/accounts.ts';
import { hostname as hostnameCheck } from '../../config/checks/network.ts';
import type { InstanceData } from '../instance-data.ts';
import { linesOf, refuseWebPages } from './documents.ts';

const mostNotices = 3;
const most = 63;

/**
 * What no configuration takes is left out here, where a person can still be told who has said it. Pure.
 * @throws OperationError where a login page stands in place of the user-data
 */
export function soundData(data: InstanceData): InstanceData {
  refuseWebPages({ 'user-data': data.userdata });
  const notices: string[] = [];
  const hostname = soundName(data.hostname, notices);
  const sshKeys = data.sshKeys && soundKeys(data.sshKeys, notices);
  const all = [...(data.notices ?? []), ...notices];
  return {
    ...data,
    ...(data.hostname === undefined ? {} : { hostname }),
    ...(sshKeys === undefined ? {} : { sshKeys }),
    ...(notices.length === 0 ? {} : { notices: all }),
  };
}

/** The whole name of a machine may be longer than what the kernel takes; its first part is what tells it from its neighbours. */
function soundName(name: string | undefined, notices: string[]): string | undefined {
  const whole = name?.trim().replace(/\.$/, '') ?? '';
  if (whole === '') {
    return undefined;
  }
  const short = whole.length > most ? whole.replace(/\..*$/s, '') : whole;
  const fault = hostnameCheck(short);
  if (fault !== undefined) {
    notices.push(`the host name ${quoted(whole)} is left out: it ${fault}`);
  }
  return fault === undefined ? short : undefined;
}

function soundKeys(lines: readonly string[], notices: string[]): string[] {
  const faults: string[] = [];
  const keys = lines.flatMap(linesOf).filter((line) => {
    const fault = authorizedKey(line);
    if (fault !== undefined) {
      faults.push(`an SSH key is left out: ${quoted(line)} ${fault}`);
    }
    return fault === undefined;
  });
  const more = faults.length - mostNotices;
  notices.push(
    ...faults.slice(0, mostNotices),
    ...(more > 0 ? [`${more} more SSH keys are left out`] : []),
  );
  return keys;
}

/** Short, and in one line. */
function quoted(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}
