/** The console's side: where one can go. */
import { Link, useLocation } from '@tanstack/react-router'
import { type JSX, useState } from 'react'
import { Icon, type IconName, Mark } from '../ui/icons.tsx'
import { SchemeSwitch } from '../ui/scheme-switch.tsx'
import { useMay, useMe } from './session.ts'

const places = [
  { to: '/', icon: 'today', name: 'Today' },
  { to: '/recovery', icon: 'recovery', name: 'Recovery' },
  { to: '/devices', icon: 'devices', name: 'Devices' },
  { to: '/alerts', icon: 'alerts', name: 'Alerts' },
  { to: '/tickets', icon: 'tickets', name: 'Tickets' },
  { to: '/mail', icon: 'mail', name: 'Mail' },
  { to: '/clients', icon: 'clients', name: 'Clients' },
  { to: '/recommendations', icon: 'advice', name: 'Recommendations' },
  { to: '/reports', icon: 'reports', name: 'Reports' },
] as const

export function Navigation({ onSearch, onKeys }: { onSearch: () => void; onKeys: () => void }): JSX.Element {
  const [open, setOpen] = useState(false)
  const { pathname } = useLocation()
  const [place, setPlace] = useState(pathname)
  // Going somewhere folds the menu of a narrow window.
  if (place !== pathname) {
    setPlace(pathname)
    setOpen(false)
  }
  const me = useMe()
  const seesPeople = useMay('identity.people')
  const seesMoney = useMay('agreements.read')
  return (
    <nav className="side" aria-label="Console" data-open={open}>
      <div className="side-head">
        <Link to="/" className="brand">
          <Mark /> Mainstay
        </Link>
        <button type="button" className="side-toggle" aria-expanded={open} onClick={() => setOpen(!open)}>
          <Icon name="menu" /> Menu
        </button>
      </div>
      <button type="button" className="side-search" onClick={onSearch}>
        <Icon name="search" /> Search <kbd>/</kbd>
      </button>
      <ul className="side-links">
        {places.map(({ to, icon, name }) => (
          <Place key={to} to={to} icon={icon} name={name} />
        ))}
      </ul>
      <div className="side-foot">
        <ul className="side-links">
          {seesMoney ? <Place to="/money" icon="money" name="Money" /> : null}
          {seesPeople ? <Place to="/people" icon="people" name="People" /> : null}
          <Place to="/trust" icon="trust" name="Trust" />
        </ul>
        <SchemeSwitch />
        <ul className="side-links">
          <li>
            <Link to="/account" aria-label="Your account">
              <span className="clip">{me?.name}</span>
            </Link>
          </li>
          <li>
            <button type="button" onClick={onKeys}>
              Keys <kbd>?</kbd>
            </button>
          </li>
        </ul>
      </div>
    </nav>
  )
}

type PlaceProps = { to: (typeof places)[number]['to'] | '/people' | '/trust' | '/money'; icon: IconName; name: string }

function Place({ to, icon, name }: PlaceProps): JSX.Element {
  return (
    <li>
      <Link to={to} activeOptions={{ exact: to === '/', includeSearch: false }}>
        <Icon name={icon} /> {name}
      </Link>
    </li>
  )
}
