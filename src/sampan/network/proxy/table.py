"""The fixed part of the table: hooks, maps, checks and masquerading (upstream: setupNFTables of the proxier).

prerouting, output  -110   firewall of load balancer addresses
prerouting, output  -100   destination of Services, node ports and host ports (DNAT)
output               -90   what is left for an address of the Service range is refused
input, forward, output 0   refuse or drop what has no endpoint
postrouting          100   masquerade what was marked, and pods' traffic that leaves the cluster
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sampan.network.proxy.config import ProxyConfig
from sampan.network.proxy.planner import Command

MARK_BIT = '0x4000'

_TEXT = """\
add table ip {table}
delete table ip {table}
table ip {table} {{
	comment "rules for Services, by Sampan";
	set cluster-ips {{ type ipv4_addr; comment "addresses of Services"; }}
	set nodeport-ips {{ type ipv4_addr; comment "where node ports are served"; elements = {{ {node_ip} }}; }}
	map service-ips {{ type ipv4_addr . inet_proto . inet_service : verdict; }}
	map service-nodeports {{ type inet_proto . inet_service : verdict; }}
	map hostports {{ type inet_proto . inet_service : verdict; comment "ports of this node that are pods'"; }}
	map hostip-ports {{ type ipv4_addr . inet_proto . inet_service : verdict; }}
	map firewall-ips {{ type ipv4_addr . inet_proto . inet_service : verdict; }}
	map no-endpoint-services {{ type ipv4_addr . inet_proto . inet_service : verdict; }}
	map no-endpoint-nodeports {{ type inet_proto . inet_service : verdict; }}
	chain mark-for-masquerade {{
		mark set mark or {mark}
	}}
	chain reject-chain {{
		reject
	}}
	chain firewall-check {{
		ip daddr . meta l4proto . th dport vmap @firewall-ips
	}}
	chain services {{
		ip daddr . meta l4proto . th dport vmap @service-ips
		ip daddr @nodeport-ips meta l4proto . th dport vmap @service-nodeports
{own}		ip daddr . meta l4proto . th dport vmap @hostip-ports
		fib daddr type local meta l4proto . th dport vmap @hostports
	}}
	chain endpoints-check {{
		ip daddr . meta l4proto . th dport vmap @no-endpoint-services
		ip daddr @nodeport-ips meta l4proto . th dport vmap @no-endpoint-nodeports
	}}
	chain cluster-ips-check {{
{local}		ip daddr @cluster-ips reject comment "no such port"
		ip daddr {service_cidr} drop comment "no such Service"
	}}
	chain masquerading {{
		mark and {mark} != 0 mark set mark xor {mark} masquerade fully-random
		ip saddr 127.0.0.0/8 oifname "{bridge}" masquerade fully-random
		ip saddr {cluster_cidr} ip daddr != {{ {cluster_cidr}, 224.0.0.0/4 }} masquerade fully-random
	}}
	chain loopback-check {{
		iifname "{bridge}" ip daddr 127.0.0.0/8 drop comment "loopback is the node's own, save for answers"
	}}
	chain filter-prerouting-pre-dnat {{
		type filter hook prerouting priority -110;
		ct state new jump firewall-check
	}}
	chain filter-output-pre-dnat {{
		type filter hook output priority -110;
		ct state new jump firewall-check
	}}
	chain nat-prerouting {{
		type nat hook prerouting priority -100;
		jump services
	}}
	chain nat-output {{
		type nat hook output priority -100;
		jump services
	}}
	chain filter-output-post-dnat {{
		type filter hook output priority -90;
		ct state new jump cluster-ips-check
	}}
	chain filter-input {{
		type filter hook input priority filter;
		ct state new jump endpoints-check
		ct state != {{ established, related }} jump loopback-check
	}}
	chain filter-forward {{
		type filter hook forward priority filter;
		ct state new jump endpoints-check
		ct state new jump cluster-ips-check
	}}
	chain filter-output {{
		type filter hook output priority filter;
		ct state new jump endpoints-check
	}}
	chain nat-postrouting {{
		type nat hook postrouting priority srcnat;
		jump masquerading
	}}
}}
"""


def replacement(config: ProxyConfig, commands: Iterable[Command]) -> str:
    """One transaction that puts a new table, filled by `commands`, in the place of whatever is there."""
    return base(config) + transaction(config, commands)


def base(config: ProxyConfig) -> str:
    local = ''.join(f'\t\tip daddr {ip} accept comment "served here"\n' for ip in config.local_ips)
    own = ''.join(f'\t\tip daddr {ip} return comment "no host port may hide it"\n' for ip in config.local_ips)
    return _TEXT.format(
        table=config.table,
        node_ip=config.node_ip,
        mark=MARK_BIT,
        local=local,
        own=own,
        service_cidr=config.service_cidr,
        cluster_cidr=config.cluster_cidr,
        bridge=config.bridge,
    )


def transaction(config: ProxyConfig, commands: Iterable[Command]) -> str:
    """The commands as one text; nft applies all of it or nothing."""
    return ''.join(_lines(config, commands))


def _lines(config: ProxyConfig, commands: Iterable[Command]) -> Iterator[str]:
    for command in commands:
        yield command.text(config.table) + '\n'
