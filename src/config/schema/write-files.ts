import * as accounts from '../checks/accounts.ts';
import { absolutePath, httpUrl, matching, oneLine, oneOf } from '../checks/text.ts';
import { flag, structure, text, textMap } from '../fields.ts';

export const writeFile = {
  encoding: text({
    description: 'how content is encoded: b64, gz, gz+b64; empty for plain text',
    example: 'b64',
    check: oneOf(
      '',
      'b64',
      'base64',
      'gz',
      'gzip',
      'gz+base64',
      'gzip+base64',
      'gz+b64',
      'gzip+b64',
      'text/plain',
    ),
  }),
  content: text({ description: 'content of the file', example: '"hello\\n"' }),
  owner: text({ description: 'owner, default root', example: 'root:root', check: accounts.owner }),
  path: text({ description: 'absolute path', example: '/etc/motd', check: absolutePath }),
  permissions: text({
    description: 'octal mode, default 0644',
    example: '"0600"',
    check: (value) => (value === '' ? undefined : accounts.permissions(value)),
  }),
  append: flag({ description: 'add to the end of an existing file', from: 'cloud-init' }),
  defer: flag({
    description: 'write in the last phase only, after users exist',
    from: 'cloud-init',
  }),
  source: structure(
    { description: 'fetch the content instead of giving it', from: 'cloud-init' },
    {
      uri: text({ description: 'URL', from: 'cloud-init', check: httpUrl }),
      headers: textMap({
        description: 'request headers',
        from: 'cloud-init',
        secret: true,
        check: oneLine,
        checkKey: matching(/^[A-Za-z0-9-]+$/, 'a header name'),
      }),
    },
  ),
};
