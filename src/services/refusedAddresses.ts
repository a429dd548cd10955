// Addresses that are never called, whatever a variable, SERVICES_FILE or a name server says. A name is judged by the answer
// that is connected to, so it gains nothing by changing its answer.
import dns from 'node:dns';
import { BlockList, isIP, isIPv6, type LookupFunction } from 'node:net';
import { networkInterfaces } from 'node:os';

/**
 * Judges what a call would connect to.
 *
 * @returns the `lookup` to connect with, which fails with AddressRefused
 * @throws AddressRefused where the host of the URL is an address already
 */
export type Reach = (url: URL) => LookupFunction;

export class AddressRefused extends Error {
  readonly code = 'ADDRESS_REFUSED';
}

/** Here clouds hand out a machine's credentials, to whoever on it asks. */
const LINK_LOCAL = blockList(['169.254.0.0/16', 'fe80::/10', 'fd00:ec2::254']);
/** Connecting there reaches this machine. */
const UNSPECIFIED = blockList(['0.0.0.0/8', '::']);
const LOOPBACK = blockList(['127.0.0.0/8', '::1']);

export function createReach(
  { ownPort, allowed }: { ownPort: number; allowed: readonly string[] },
  lookup: typeof dns.lookup = dns.lookup,
): Reach {
  const exempt = blockList(allowed);

  function refusal(address: string, port: number): AddressRefused | undefined {
    const forms = formsOf(address);
    const is = (list: BlockList) => forms.some((form) => isIn(list, form));
    if (is(exempt)) return undefined;
    if (is(LINK_LOCAL)) return new AddressRefused(`${address} is a link-local address`);
    if (is(UNSPECIFIED)) return new AddressRefused(`${address} is no address of a host`);
    const isOwn = port === ownPort && (is(LOOPBACK) || is(blockList(addressesOfThisMachine())));
    return isOwn ? new AddressRefused(`${address}:${port} is this scheduler itself`) : undefined;
  }

  return (url) => {
    const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
    const host = url.hostname.replaceAll(/[[\]]/g, '');
    const atOnce = isIP(host) ? refusal(host, port) : undefined;
    if (atOnce) throw atOnce;
    return (name, options, callback) => {
      lookup(name, options, (error, found, family) => {
        const answers = typeof found === 'string' ? [found] : (found ?? []).map(({ address }) => address);
        const [refused] = error ? [error] : answers.flatMap((address) => refusal(address, port) ?? []);
        callback(refused ?? null, found, family);
      });
    };
  };
}

/** Without a zone; for IPv6 that stands for an IPv4 address (mapped, translated, NAT64, compatible, 6to4) also that one. */
function formsOf(address: string): string[] {
  const plain = address.replace(/%.*$/, '');
  if (!isIPv6(plain)) return [plain];
  const canonical = new URL(`http://[${plain}]`).hostname.slice(1, -1);
  const embedded =
    /^(?:::ffff:(?:0:)?|64:ff9b::|::)([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(canonical) ??
    /^2002:([0-9a-f]{1,4}):([0-9a-f]{1,4}):/.exec(canonical);
  if (!embedded) return [plain];
  const halves = embedded.slice(1).map((half) => Number.parseInt(half, 16));
  return [plain, halves.flatMap((half) => [half >> 8, half & 255]).join('.')];
}

function addressesOfThisMachine(): string[] {
  return Object.values(networkInterfaces()).flatMap((addresses) =>
    (addresses ?? []).map(({ address }) => address.replace(/%.*$/, '')),
  );
}

function isIn(list: BlockList, address: string): boolean {
  return list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

/** @param ranges addresses, and ranges as `10.0.0.0/8` */
function blockList(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', bits] = range.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}
