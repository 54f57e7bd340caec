import { sh } from '../../host/shell.ts'
import { linesOf } from '../shared/all-unknown.ts'
import type { Language } from './language.ts'

// Module::Metadata reads the file of a module, and runs nothing of it.
const PROGRAM = `use Module::Metadata;
for my $name (@ARGV) {
  my $module = Module::Metadata->new_from_module($name) or next;
  my $version = $module->version;
  printf "%s\\t%s\\n", $name, defined $version ? "$version" : "0";
}
print "end\\n";`

/** Modules of Perl by their names, such as `JSON::PP`; `with` names another interpreter. */
export const cpan: Language = {
  system: 'cpan',
  list: (place, names) => sh`${place.with ?? 'perl'} -e ${PROGRAM} -- ${names}`,
  read: (stdout, exitCode) => {
    const lines = linesOf(stdout)
    if (exitCode !== 0 || lines.pop() !== 'end') return undefined
    const rows = lines.map((line) => line.split('\t'))
    return rows.map(([name = '', version = '']) => ({ name, version }))
  },
}
