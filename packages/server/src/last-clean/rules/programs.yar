rule destroys_shadow_copies_and_backups {
  meta:
    description = "A program that removes shadow copies and turns recovery off: what ransomware does before it encrypts"
  strings:
    $shadow1 = "vssadmin" ascii wide nocase
    $shadow2 = "delete shadows" ascii wide nocase
    $shadow3 = "shadowcopy delete" ascii wide nocase
    $catalog = "wbadmin delete" ascii wide nocase
    $boot1 = "recoveryenabled no" ascii wide nocase
    $boot2 = "bootstatuspolicy ignoreallfailures" ascii wide nocase
  condition:
    uint16(0) == 0x5A4D and (($shadow1 and $shadow2) or $shadow3) and ($catalog or any of ($boot*))
}

rule encoded_powershell_that_downloads {
  meta:
    description = "A script that hides PowerShell in base64 and fetches code"
    severity = "suspect"
  strings:
    $hidden = /powershell(\.exe)?[^\n]{0,200}-w(indowstyle)?\s+hidden[^\n]{0,200}-e(nc|ncodedcommand)?\s+[A-Za-z0-9+\/=]{200,}/ nocase
  condition:
    filesize < 2MB and $hidden
}

rule web_shell_in_php {
  meta:
    description = "A PHP page that runs what a visitor sends"
    severity = "suspect"
  strings:
    $open = "<?php" nocase
    $run = /(eval|assert|system|passthru|shell_exec)\s*\(\s*(base64_decode\s*\(\s*)?\$_(POST|GET|REQUEST|COOKIE)\s*\[/ nocase
  condition:
    $open in (0..512) and $run and filesize < 1MB
}

rule hidden_miner {
  meta:
    description = "A program that mines for a pool"
    severity = "suspect"
  strings:
    $pool = "stratum+tcp://" ascii wide
    $algorithm = /randomx|cryptonight|kawpow/ nocase
    $switch = "--donate-level" ascii wide
  condition:
    (uint32(0) == 0x464C457F or uint16(0) == 0x5A4D) and $pool and $algorithm and $switch
}
