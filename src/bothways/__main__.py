from bothways.cli import main

main()
