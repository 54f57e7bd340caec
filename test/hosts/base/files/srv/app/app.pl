#!/usr/bin/perl
# A web application: answers every request with its name. Listens on IPv4 and, for its
# metrics, on the IPv6 loopback only. One child per listener.
use strict;
use warnings;
use IO::Socket::IP;

sub serve {
    my ($host, $port, $body) = @_;
    my $listener = IO::Socket::IP->new(
        LocalHost => $host, LocalPort => $port, Listen => 64, ReuseAddr => 1, V6Only => 1,
    ) or die "cannot listen on $host port $port: $@\n";
    while (my $client = $listener->accept) {
        while (my $line = <$client>) { last if $line =~ /^\r?\n$/ }
        print $client "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n",
            'Content-Length: ', length $body, "\r\n\r\n", $body;
        close $client;
    }
}

$SIG{PIPE} = 'IGNORE';
defined(my $child = fork) or die "cannot fork: $!\n";
$child ? serve('127.0.0.1', 3000, "app 1.4.2\n") : serve('::1', 3001, "requests 0\n");
