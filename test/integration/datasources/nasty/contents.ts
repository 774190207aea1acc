import { gzipSync } from 'node:zlib';
import type { Reply } from '../../../metadata-server/provider.ts';
import { changed, isMain, isUserdata, type NastyAnswer } from './answer.ts';
import { machine } from './services.ts';

const page = {
  type: 'text/html',
  body: '<!DOCTYPE html>\n<html><head><title>Welcome to Hotel Example</title></head></html>\n',
};
const packed = (good: Reply, pack: (body: Buffer) => Buffer): Reply => ({
  ...changed(good, pack),
  headers: { ...good.headers, 'content-encoding': 'gzip' },
});
const usual = Buffer.from(machine.userdata as string);
const bomb = gzipSync(Buffer.alloc(50_000_000));
const mebibyte = 1024 * 1024;

const message = [
  'Content-Type: multipart/mixed; boundary=b',
  'MIME-Version: 1.0',
  '',
  '--b',
  'Content-Type: text/cloud-config',
  '',
  usual.toString(),
  '--b--',
  '',
].join('\n');

const everything = 'name, key, user-data';
const inOne = 'azure digitalocean oracle';
const page1 = 'is a web page: something else answers here';
const notGoogle = 'was not answered by Google: something else answers there';
const userdataFile = 'error /run/config/userdata';
/** Of the kinds in which any bytes can be, and of those which have text alone. */
const unpacks = `name, key\n${userdataFile}: unpacks to more than 1 MiB`;
const large = 'is refused: answer larger than 1 MiB';
const notText = `${userdataFile}:3: contains bytes that are not UTF-8 text`;

/** What a document says. */
export const contents: readonly NastyAnswer[] = [
  {
    what: 'a page of a captive portal for everything',
    serve: () => page,
    told: `refused: DOC ${page1} (MAIN)`,
    except: {
      'aws akamai': 'refused: FIRST gave no token: something else answers there',
      gcp: `refused: FIRST ${notGoogle}`,
      openstack: `refused: versions ${page1} (FIRST)`,
      'nocloud-net': `refused: user-data ${page1} (FIRST)`,
    },
  },
  {
    what: 'a page of a captive portal for user-data',
    serve: (asked) => (isUserdata(asked) ? page : asked.good),
    told: `refused: user-data ${page1} (USERDATA)`,
    except: {
      gcp: `refused: MAIN ${notGoogle}`,
      [`${inOne} url`]: `refused: DOC ${page1} (MAIN)`,
    },
  },
  {
    what: 'nothing in any document',
    serve: ({ good }) => changed(good, () => ''),
    told: 'refused: DOC is empty (MAIN)',
    except: {
      'aws akamai': 'refused: FIRST gave no token: something else answers there',
      gcp: 'refused: id is empty (FIRST)',
      openstack: 'refused: http://169.254.169.254/openstack/latest/meta_data.json answered 404',
      'nocloud-net': 'refused: http://seed.example/base/ has neither user-data nor meta-data',
      url: 'refused: MAIN is empty',
    },
  },
  {
    what: 'user-data in gzip',
    userdata: gzipSync(usual),
    serve: ({ good }) => good,
    told: everything,
    except: { url: 'user-data' },
  },
  {
    what: 'every document packed by the server',
    serve: ({ good }) => packed(good, gzipSync),
    told: everything,
    except: { url: 'user-data' },
  },
  {
    what: 'user-data that is a bomb in gzip',
    userdata: bomb,
    serve: ({ good }) => good,
    told: unpacks,
    except: { url: `${userdataFile}: unpacks to more than 1 MiB` },
  },
  {
    what: 'a document that the server has packed, and that is a bomb',
    serve: (asked) => (isMain(asked) ? packed(asked.good, () => bomb) : asked.good),
    told: 'refused: MAIN unpacks to more than 1 MiB',
    except: {
      gcp: 'refused: MAIN unpacks to more than 4 MiB',
      url: `${userdataFile}: unpacks to more than 1 MiB`,
    },
  },
  {
    what: 'user-data in several parts',
    userdata: message,
    serve: ({ good }) => good,
    told: everything,
    except: { url: 'user-data' },
  },
  {
    what: 'user-data of two MiB',
    userdata: `${usual}#${'x'.repeat(2 * mebibyte)}\n`,
    serve: ({ good }) => good,
    told: `refused: USERDATA ${large}`,
    except: {
      // Its attributes may be larger, all of them together.
      gcp: `name, key\n${userdataFile}: read /run/config/userdata: EFBIG`,
    },
  },
  {
    what: 'a document of five MiB',
    serve: (asked) =>
      isMain(asked)
        ? changed(asked.good, (body) => Buffer.concat([body, Buffer.alloc(5 * mebibyte, ' ')]))
        : asked.good,
    told: `refused: MAIN ${large}`,
    except: { gcp: 'refused: MAIN is refused: answer larger than 4 MiB' },
  },
  {
    what: 'user-data in Latin-1',
    userdata: Buffer.from(`${usual}motd: gr\u00fc\u00dfe\n`, 'latin1'),
    serve: ({ good }) => good,
    told: `name, key\n${notText}`,
    except: {
      // It has text alone, and base64 is looked into only where there is something to be found in it.
      digitalocean: `name, key\n${userdataFile}:1: is plain text; configuration is keys and values, such as hostname: web-1`,
      url: notText,
    },
  },
  {
    what: 'a document in Latin-1',
    serve: (asked) =>
      isMain(asked)
        ? changed(asked.good, (body) => Buffer.from(`${body}\u00fc`, 'latin1'))
        : asked.good,
    told: 'refused: DOC is no UTF-8 text (MAIN)',
    except: { url: notText },
  },
  {
    what: 'half a document',
    serve: (asked) =>
      isMain(asked) ? changed(asked.good, (body) => body.subarray(0, body.length / 2)) : asked.good,
    told: 'refused: DOC is no JSON, or not all of it came (MAIN)',
    except: {
      // A word that is cut is a word; that a connection was cut is seen below.
      'aws exoscale': everything,
      'hetzner nocloud-net':
        'refused: DOC is no valid YAML: this quote is not closed, in line N (MAIN)',
      url: `${userdataFile}:2: is no valid YAML: { is not closed with }`,
    },
  },
];
