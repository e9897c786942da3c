rule eicar_test_file {
  meta:
    description = "The EICAR test file, or a file that begins with it"
  strings:
    $a = "X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR" ascii
  condition:
    $a at 0 and filesize < 4096
}
