// Put in front of a snapshot's code. Node's own `require` warns about built-ins that it has not tried in
// snapshots, and loading zlib or net at once would make the snapshot and with it every start larger, so a
// built-in is loaded when the first thing in it is used: on a node, not while the program is built.
// Those here are in every Node from the start. Crypto is not one: 4 ms for every start against 9 for those that hash.
const loadedFromTheStart = new Set(['buffer', 'events', 'fs', 'path', 'process', 'util', 'v8']);
const loadBuiltin = (id) => process.getBuiltinModule(id);

const { isBuildingSnapshot } = loadBuiltin('node:v8').startupSnapshot;

// biome-ignore lint/suspicious/noGlobalAssign: it is a parameter of the function that this code is put into.
require = (id) => {
  if (loadedFromTheStart.has(id.replace('node:', ''))) {
    return loadBuiltin(id);
  }

  const load = () => {
    if (isBuildingSnapshot()) {
      throw new Error(`${id} is used while modules load; a snapshot needs that inside a function`);
    }
    return loadBuiltin(id);
  };
  return new Proxy(Object.create(null), {
    get: (_, name) => load()[name],
    has: (_, name) => name in load(),
    ownKeys: () => Reflect.ownKeys(load()),
    getOwnPropertyDescriptor: (_, name) => ({
      ...Reflect.getOwnPropertyDescriptor(load(), name),
      configurable: true,
    }),
  });
};
