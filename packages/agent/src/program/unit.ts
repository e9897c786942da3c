/** The systemd unit: it is the supervisor where there is one, and costs no memory of ours. */

export function systemdUnit({ program, data }: { program: string; data: string }): string {
  return `[Unit]
Description=Mainstay agent
Documentation=man:systemd.service(5)
Wants=network-online.target
After=network-online.target
StartLimitIntervalSec=0

[Service]
ExecStart=${quoted(program)} run --data ${quoted(data)}
# The resident process runs without the compilers' tiers: measured, two megabytes less.
Environment=BUN_JSC_useJIT=0
Restart=always
RestartSec=5
RestartSteps=6
RestartMaxDelaySec=60
# Wrong arguments, a data folder that cannot be used, a refused enrolment: starting again does not help.
RestartPreventExitStatus=64 73 77
KillMode=mixed
TimeoutStopSec=30
UMask=0077
Nice=5
NoNewPrivileges=yes
ProtectClock=yes
ProtectKernelModules=yes
ProtectControlGroups=yes
RestrictRealtime=yes
LockPersonality=yes

[Install]
WantedBy=multi-user.target
`
}

/** systemd reads C-like quotes, and % and $ as its own. */
function quoted(text: string): string {
  const escaped = text.replace(/[\\"]/g, '\\$&').replaceAll('%', '%%').replaceAll('$', '$$$$')
  return /^[\w/.@:+-]+$/.test(escaped) ? escaped : `"${escaped}"`
}
