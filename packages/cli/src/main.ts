// The `mainstay` command line.
import { Command } from 'commander'

await new Command('mainstay').description('The self-hosted platform on which a managed service provider runs its service.').parseAsync()
