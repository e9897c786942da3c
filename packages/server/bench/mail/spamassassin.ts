/** The distribution's SpamAssassin without the network, its Bayes trained on the same messages. */
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Message } from './corpus.ts'

/** One process for all messages, as its daemon would do it: starting it costs a second. */
const PROGRAM = `
use Mail::SpamAssassin;
my ($site, $prefs) = @ARGV;
my $checker = Mail::SpamAssassin->new({ site_rules_filename => $site, userprefs_filename => $prefs, local_tests_only => 1, dont_copy_prefs => 1, home_dir_for_helpers => $site });
$checker->compile_now(0);
while (my $path = <STDIN>) {
  chomp $path;
  open(my $file, '<', $path) or die $path;
  local $/; my $text = <$file>; close $file; local $/ = "\\n";
  my $mail = $checker->parse($text);
  my $status = $checker->check($mail);
  print $status->get_score(), "\\n";
  $status->finish(); $mail->finish();
}`

export function spamAssassin(
  folder: string,
  taught: readonly Message[],
  judged: readonly Message[],
): { scores: number[]; seconds: number } {
  const site = join(folder, 'sa-site')
  mkdirSync(site)
  for (const file of readdirSync('/etc/spamassassin'))
    if (/\.(?:cf|pre)$/.test(file)) copyFileSync(join('/etc/spamassassin', file), join(site, file))
  writeFileSync(
    join(site, 'zz.cf'),
    `use_bayes 1\nbayes_path ${join(folder, 'sa-bayes')}\nbayes_auto_learn 0\nskip_rbl_checks 1\ndns_available no\nuse_auto_whitelist 0\nuse_razor2 0\nuse_pyzor 0\n`,
  )
  const prefs = join(folder, 'sa-prefs')
  writeFileSync(prefs, '')
  for (const [kind, list] of [
    ['--ham', taught.filter(({ label }) => label === 'ham')],
    ['--spam', taught.filter(({ label }) => label !== 'ham')],
  ] as const) {
    const names = join(folder, `sa${kind}`)
    writeFileSync(names, list.map(({ path }) => `${path}\n`).join(''))
    execFileSync('sa-learn', [kind, '--local', '--siteconfigpath', site, '--prefspath', prefs, '--no-sync', '-f', names], {
      stdio: ['ignore', 'ignore', 'inherit'],
    })
  }
  execFileSync('sa-learn', ['--sync', '--siteconfigpath', site, '--prefspath', prefs], { stdio: ['ignore', 'ignore', 'inherit'] })
  const started = performance.now()
  const out = execFileSync('perl', ['-e', PROGRAM, site, prefs], {
    input: judged.map(({ path }) => `${path}\n`).join(''),
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const scores = out.trim().split('\n').map(Number)
  if (scores.length !== judged.length) throw new Error(`SpamAssassin answered ${scores.length} of ${judged.length}`)
  return { scores, seconds: (performance.now() - started) / 1000 }
}
