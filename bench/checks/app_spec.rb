require 'serverspec'

set :backend, :ssh
set :host, ENV.fetch('TARGET_HOST')
set :ssh_options, {
  user: ENV.fetch('TARGET_USER'),
  port: Integer(ENV.fetch('TARGET_PORT')),
  keys: [ENV.fetch('TARGET_IDENTITY')],
  keys_only: true,
  config: false,
  user_known_hosts_file: ENV.fetch('TARGET_KNOWN_HOSTS'),
}

describe package('nginx-light') do
  it { should be_installed }
  its(:version) { should >= '1.18' }
end

describe package('openssh-server') do
  it { should be_installed }
  its(:version) { should >= '1:8.4' }
end

%w[sudo chrony cron rsyslog logrotate curl ca-certificates].each do |name|
  describe package(name) do
    it { should be_installed }
  end
end

%w[apache2 telnetd nano].each do |name|
  describe package(name) do
    it { should_not be_installed }
  end
end

%w[nginx app chrony cron rsyslog ssh].each do |name|
  describe service(name) do
    it { should be_running }
    it { should be_enabled }
  end
end

[80, 22, 3000, 7070].each do |number|
  describe port(number) do
    it { should be_listening }
  end
end

describe port(443) do
  it { should_not be_listening }
end

describe file('/etc/nginx/nginx.conf') do
  it { should be_file }
  it { should be_mode 644 }
  it { should be_owned_by 'root' }
  its(:content) { should include 'worker_processes' }
end

describe file('/etc/app/app.conf') do
  it { should be_file }
  it { should be_mode 640 }
  it { should be_owned_by 'root' }
  it { should be_grouped_into 'app' }
end

describe file('/var/log/app') do
  it { should be_directory }
  it { should be_mode 750 }
  it { should be_owned_by 'app' }
  it { should be_grouped_into 'adm' }
end

describe file('/etc/ssh/sshd_config') do
  it { should exist }
  its(:content) { should include 'UsePAM yes' }
end

describe user('app') do
  it { should exist }
  it { should have_uid 1500 }
  it { should have_login_shell '/usr/sbin/nologin' }
end

describe user('deploy') do
  it { should exist }
  it { should have_login_shell '/bin/bash' }
end

describe group('app') do
  it { should exist }
  it { should have_gid 1500 }
end

%w[nginx cron chronyd].each do |name|
  describe process(name) do
    it { should be_running }
  end
end

describe command('curl -fsS http://localhost/health') do
  its(:stdout) { should eq "ok\n" }
end
